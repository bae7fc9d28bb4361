//! Files of unsupported formats: their names, and how to convert them.

/// The format of a file by its first bytes, and how to convert it; `None` if it is unknown.
pub(super) fn unreadable(bytes: &[u8]) -> Option<&'static str> {
    if let Some(brands) = brands(bytes) {
        return Some(by_brands(brands));
    }
    SIGNATURES
        .iter()
        .find(|(at, signature, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(signature)))
        .map(|(_, _, name)| *name)
        .or_else(|| written(bytes))
}

/// Text of some sort.
fn written(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.get(..bytes.len().min(512))?;
    let has = |word: &[u8]| start.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    let is_text = start.iter().take(64).all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    match is_text {
        _ if has(b"<svg") => Some(SVG),
        true if has(b"<html") || has(b"<!doctype html") => Some(WEB_PAGE),
        true => Some("text"),
        false => None,
    }
}

const HEIC: &str = "a HEIC photo (share it from the phone as JPEG, or set the camera to \"most compatible\")";
const AVIF: &str = "an AVIF picture (open it in a browser and save it as PNG)";
const RAW: &str = "a camera's raw file (export it as JPEG)";
const VIDEO: &str = "a video (save one of its frames as PNG)";
const JPEG_2000: &str = "a JPEG 2000 picture (save it as PNG)";
const JPEG_XL: &str = "a JPEG XL picture (save it as PNG)";
const PHOTOSHOP: &str = "a Photoshop document (export it as PNG)";
const PDF: &str = "a PDF document (export its page as PNG)";
const POSTSCRIPT: &str = "a PostScript document (export its page as PNG)";
const ICON: &str = "an icon (save it as PNG)";
const EXR: &str = "an OpenEXR picture (save it as PNG)";
const HDR: &str = "a Radiance HDR picture (save it as PNG)";
const DDS: &str = "a DirectDraw surface (save it as PNG)";
const QOI: &str = "a QOI picture (save it as PNG)";
const XCF: &str = "a GIMP document (export it as PNG)";
const METAFILE: &str = "a Windows metafile (save it as PNG)";
const DICOM: &str = "a DICOM picture (export it as PNG)";
const DJVU: &str = "a DjVu document (export its page as PNG)";
const SVG: &str = "an SVG drawing (export it as PNG)";
const WEB_PAGE: &str = "a web page (save the picture itself)";
const FITS: &str = "a FITS picture (export it as PNG)";
const ZIP: &str = "a ZIP archive (unpack it first)";
const GZIP: &str = "a gzip file (unpack it first)";

/// Offset and bytes of each signature, and the name of its format.
const SIGNATURES: [(usize, &[u8], &str); 28] = [
    (0, b"\xFF\x0A", JPEG_XL),
    (0, b"\0\0\0\x0CJXL \r\n\x87\n", JPEG_XL),
    (0, b"\0\0\0\x0CjP  \r\n\x87\n", JPEG_2000),
    (0, b"\xFF\x4F\xFF\x51", JPEG_2000),
    (0, b"8BPS", PHOTOSHOP),
    (0, b"%PDF-", PDF),
    (0, b"%!PS", POSTSCRIPT),
    (0, b"\xC5\xD0\xD3\xC6", POSTSCRIPT),
    (0, b"\0\0\x01\0", ICON),
    (0, b"\0\0\x02\0", ICON),
    (0, b"\x76\x2F\x31\x01", EXR),
    (0, b"#?RADIANCE", HDR),
    (0, b"#?RGBE", HDR),
    (0, b"DDS ", DDS),
    (0, b"qoif", QOI),
    (0, b"gimp xcf", XCF),
    (0, b"\xD7\xCD\xC6\x9A", METAFILE),
    (40, b" EMF", METAFILE),
    (128, b"DICM", DICOM),
    (0, b"AT&TFORM", DJVU),
    (0, b"SIMPLE  =", FITS),
    (0, b"FUJIFILMCCD-RAW", RAW),
    (0, b"IIRO", RAW),
    (0, b"IIU\0", RAW),
    (0, b"\x1A\x45\xDF\xA3", VIDEO),
    (8, b"AVI LIST", VIDEO),
    (0, b"PK\x03\x04", ZIP),
    (0, b"\x1F\x8B", GZIP),
];

/// The brands of a file in ISO's base media format, which HEIC, AVIF, films and some raw files share: its own, a
/// version, and those that it is compatible with.
fn brands(bytes: &[u8]) -> Option<&[u8]> {
    let length = u32::from_be_bytes(*bytes.first_chunk()?).clamp(12, 256) as usize;
    (bytes.get(4..8)? == b"ftyp").then(|| bytes.get(8..length.min(bytes.len()))).flatten()
}

fn by_brands(brands: &[u8]) -> &'static str {
    let has = |names: &[&[u8]]| brands.chunks_exact(4).any(|brand| names.contains(&brand));
    match () {
        () if has(&[b"avif", b"avis"]) => AVIF,
        () if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) => HEIC,
        () if has(&[b"crx "]) => RAW,
        () if has(&[b"jp2 "]) => JPEG_2000,
        () => VIDEO,
    }
}
