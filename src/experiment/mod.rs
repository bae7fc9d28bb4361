//! What a person measures.
