//! Gzip data member by member, with an eye on what follows the last one.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// What a gzip file begins with.
pub(super) const GZIP: [u8; 2] = [0x1F, 0x8B];

/// The unpacked bytes of all gzip members of a source. What follows the last member and is none is left unread.
pub(super) struct Members<R: BufRead> {
    /// `None` after the last member.
    decoder: Option<GzDecoder<Peeked<R>>>,
    rest: Option<Peeked<R>>,
}

impl<R: BufRead> Members<R> {
    /// The members of `source`, which begins with one.
    pub(super) fn new(source: R) -> Self {
        Self { decoder: Some(GzDecoder::new(Peeked::new(source))), rest: None }
    }

    /// Bytes after the last member, once all members are read.
    pub(super) fn count_rest(&mut self) -> io::Result<u64> {
        let Some(rest) = &mut self.rest else { return Ok(0) };
        io::copy(rest, &mut io::sink())
    }

    /// Goes on to the next member, if there is one.
    fn next_member(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.take() else { return Ok(()) };
        let mut source = decoder.into_inner();
        if source.peek()? == GZIP {
            self.decoder = Some(GzDecoder::new(source));
        } else {
            self.rest = Some(source);
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let got = decoder.read(buffer)?;
            if got > 0 || buffer.is_empty() {
                return Ok(got);
            }
            self.next_member()?;
        }
        Ok(0)
    }
}

/// A source whose next two bytes can be looked at, wherever its buffer ends.
struct Peeked<R> {
    start: Vec<u8>,
    source: R,
}

impl<R: BufRead> Peeked<R> {
    fn new(source: R) -> Self {
        Self { start: Vec::new(), source }
    }

    /// The next two bytes, fewer at the end.
    fn peek(&mut self) -> io::Result<&[u8]> {
        let missing = (GZIP.len() - self.start.len().min(GZIP.len())) as u64;
        self.source.by_ref().take(missing).read_to_end(&mut self.start)?;
        Ok(&self.start)
    }
}

impl<R: BufRead> Read for Peeked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let got = available.read(buffer)?;
        self.consume(got);
        Ok(got)
    }
}

impl<R: BufRead> BufRead for Peeked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start.is_empty() { self.source.fill_buf() } else { Ok(&self.start) }
    }

    fn consume(&mut self, amount: usize) {
        if self.start.is_empty() {
            self.source.consume(amount);
        } else {
            self.start.drain(..amount);
        }
    }
}
