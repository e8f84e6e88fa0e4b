//! Markdown as Slack writes it: one star for bold, its own links, and no way to call a whole channel by accident.

use comrak::nodes::{AstNode, ListType, NodeValue};
use comrak::{Arena, Options};
use url::Url;

const FENCE: &str = "```";

/// Slack's writing of a Markdown text.
pub(super) fn from_markdown(markdown: &str) -> String {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    let arena = Arena::new();
    blocks(comrak::parse_document(&arena, markdown, &options), "\n\n")
}

/// Text that means just itself: no link, no mention, nobody called.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    // A word joiner after the @ is not seen, and breaks the mention.
    for everybody in ["channel", "here", "everyone"] {
        safe = safe.replace(&format!("@{everybody}"), &format!("@\u{2060}{everybody}"));
    }
    safe
}

/// Length as Slack counts at worst: in UTF-16 units.
pub(super) fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The text in pieces of at most `most`, broken between lines, else between words; a link is never broken.
pub(super) fn sections(text: &str, most: usize) -> Vec<String> {
    let room = most.saturating_sub(2 * (FENCE.len() + 1));
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut is_code = false;
    for line in text.lines().flat_map(|line| narrow(line, room)) {
        let closes = is_code && line == FENCE;
        if !closes && !piece.is_empty() && length(&piece) + length(&line) + 1 > room {
            if is_code {
                piece.push('\n');
                piece.push_str(FENCE);
            }
            pieces.push(std::mem::take(&mut piece));
            if is_code {
                piece.push_str(FENCE);
            }
        }
        if !piece.is_empty() {
            piece.push('\n');
        }
        is_code ^= line.starts_with(FENCE);
        piece.push_str(&line);
    }
    pieces.push(piece);
    pieces
        .iter()
        .map(|piece| piece.trim_matches('\n').to_owned())
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// The line in parts of at most `most`, broken at spaces outside links.
fn narrow(line: &str, most: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut is_link = false;
    for word in line.split_inclusive(' ') {
        if !is_link && !part.is_empty() && length(&part) + length(word) > most {
            parts.push(std::mem::take(&mut part));
        }
        part.push_str(word);
        // What people typed is escaped, so that a bare < or > is ours.
        is_link = match (word.rfind('<'), word.rfind('>')) {
            (None, None) => is_link,
            (opened, closed) => opened > closed,
        };
    }
    parts.push(part);
    parts
}

fn blocks<'a>(node: &'a AstNode<'a>, between: &str) -> String {
    let blocks: Vec<String> = node
        .children()
        .map(block)
        .filter(|block| !block.is_empty())
        .collect();
    blocks.join(between)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a block of any other kind is the blocks inside it"
)]
fn block<'a>(node: &'a AstNode<'a>) -> String {
    match &node.data.borrow().value {
        NodeValue::Paragraph | NodeValue::TableCell => inline(node),
        NodeValue::Heading(_) => around('*', &inline(node).replace('*', "")),
        NodeValue::BlockQuote => prefixed(&blocks(node, "\n\n"), "> ", "> "),
        NodeValue::List(list) => {
            let items: Vec<String> = node
                .children()
                .enumerate()
                .map(|(place, item)| {
                    let mark = match list.list_type {
                        ListType::Ordered => format!("{}. ", list.start + place),
                        ListType::Bullet => "• ".to_owned(),
                    };
                    prefixed(&blocks(item, "\n"), &mark, "    ")
                })
                .collect();
            items.join("\n")
        }
        NodeValue::CodeBlock(code) => {
            format!("{FENCE}\n{}\n{FENCE}", escaped(code.literal.trim_end()))
        }
        NodeValue::HtmlBlock(html) => escaped(html.literal.trim_end()),
        NodeValue::ThematicBreak => "———".to_owned(),
        NodeValue::Table(_) => blocks(node, "\n"),
        NodeValue::TableRow(_) => blocks(node, " | "),
        _ => blocks(node, "\n\n"),
    }
}

fn inline<'a>(node: &'a AstNode<'a>) -> String {
    node.children().map(span).collect()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a span of any other kind is the text inside it"
)]
fn span<'a>(node: &'a AstNode<'a>) -> String {
    match &node.data.borrow().value {
        NodeValue::Text(text) => escaped(text),
        NodeValue::Code(code) => format!("`{}`", escaped(&code.literal)),
        NodeValue::HtmlInline(html) => escaped(html),
        NodeValue::SoftBreak | NodeValue::LineBreak => "\n".to_owned(),
        NodeValue::Strong => around('*', &inline(node)),
        NodeValue::Emph => around('_', &inline(node)),
        NodeValue::Strikethrough => around('~', &inline(node)),
        NodeValue::Link(link) | NodeValue::Image(link) => linked(&link.url, &inline(node)),
        _ => inline(node),
    }
}

fn around(mark: char, text: &str) -> String {
    if text.trim().is_empty() {
        return text.to_owned();
    }
    format!("{mark}{text}{mark}")
}

/// A link that a browser or a mail program opens; of any other only its text.
fn linked(address: &str, text: &str) -> String {
    let Ok(url) = Url::parse(address) else {
        return text.to_owned();
    };
    if !matches!(url.scheme(), "http" | "https" | "mailto") {
        return text.to_owned();
    }
    let address = url
        .as_str()
        .replace('&', "&amp;")
        .replace('|', "%7C")
        .replace('<', "%3C")
        .replace('>', "%3E");
    if text.is_empty() {
        return format!("<{address}>");
    }
    let text = text.replace('|', "¦").replace('\n', " ");
    format!("<{address}|{text}>")
}

fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(place, line)| format!("{}{line}", if place == 0 { first } else { rest }))
        .collect();
    lines.join("\n")
}
