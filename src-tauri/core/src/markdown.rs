//! Markdown as readers see it: sanitised HTML, plain text, and a printable document.
//!
//! Every text that comes in is taken to be hostile: people paste it, providers send it, bundles carry it. Raw HTML is
//! shown as the characters it is, comments vanish, images become their description, and a link may only lead to the
//! web or to a mailbox. Not here: what the text says (`domain::wording`).

mod plain;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use comrak::nodes::{AstNode, NodeList, NodeValue};
use comrak::{Arena, Options};

/// The text as sanitised HTML.
pub fn to_html(markdown: &str) -> String {
    let arena = Arena::new();
    let root = parse(&arena, markdown);
    let mut html = String::new();
    if comrak::format_html(root, &OPTIONS, &mut html).is_err() {
        // A `String` takes everything; were it ever not to, showing less is safe.
        html.clear();
    }
    SANITISER.clean(&html).to_string()
}

/// The text without markup, for a clipboard or a channel that shows none. Links keep their address in brackets.
pub fn to_plain(markdown: &str) -> String {
    let arena = Arena::new();
    plain::write(parse(&arena, markdown))
}

/// One HTML file that needs nothing else: for reading, printing and handing on. `body` comes from [`to_html`].
pub fn document(title: &str, body: &str) -> String {
    let mut escaped = String::new();
    for letter in title.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' | '\n' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{escaped}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n{}\n</main>\n</body>\n</html>\n",
        include_str!("markdown/document.css"),
        body.trim_end(),
    )
}

static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.render.escape = true;
    options
});

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut sanitiser = ammonia::Builder::empty();
    sanitiser
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
            ("td", HashSet::from(["align"])),
            ("th", HashSet::from(["align"])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"));
    sanitiser
});

fn parse<'a>(arena: &'a Arena<'a>, markdown: &str) -> &'a AstNode<'a> {
    let root = comrak::parse_document(arena, &shallow(markdown), &OPTIONS);
    let nodes: Vec<_> = root.descendants().collect();
    for node in nodes {
        simplify(arena, node);
    }
    root
}

/// Deepest nesting of quotes that is kept. People use two; a parser and a sanitiser choke on ten thousand.
const MAX_QUOTES: usize = 20;

/// The text with the quote marks beyond [`MAX_QUOTES`] at the head of a line left out.
fn shallow(markdown: &str) -> std::borrow::Cow<'_, str> {
    let head = |line: &str| line.len() - line.trim_start_matches(['>', ' ', '\t']).len();
    let is_deep = |line: &str| line[..head(line)].matches('>').count() > MAX_QUOTES;
    if !markdown.lines().any(is_deep) {
        return markdown.into();
    }
    let lines = markdown.split_inclusive('\n').map(|line| {
        if is_deep(line) {
            format!("{} {}", ">".repeat(MAX_QUOTES), &line[head(line)..])
        } else {
            line.to_owned()
        }
    });
    lines.collect::<String>().into()
}

/// Drops comments, puts an image's description in its place, and a mark in the place of a task's box.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other kind of node stays as it is"
)]
fn simplify<'a>(arena: &'a Arena<'a>, node: &'a AstNode<'a>) {
    let mut data = node.data_mut();
    let boxed = match &mut data.value {
        NodeValue::HtmlBlock(block) => {
            block.literal = without_comments(&block.literal);
            let is_empty = block.literal.trim().is_empty();
            drop(data);
            if is_empty {
                node.detach();
            }
            return;
        }
        NodeValue::HtmlInline(html) => {
            *html = without_comments(html);
            return;
        }
        NodeValue::Image(_) => {
            drop(data);
            let children: Vec<_> = node.children().collect();
            for child in children {
                node.insert_before(child);
            }
            node.detach();
            return;
        }
        NodeValue::TaskItem(task) => {
            if task.symbol.is_some() {
                "☑ "
            } else {
                "☐ "
            }
        }
        _ => return,
    };
    data.value = NodeValue::Item(NodeList::default());
    drop(data);
    let mark = arena.alloc(AstNode::from(NodeValue::Text(boxed.into())));
    if let Some(first) = node.first_child() {
        first.prepend(mark);
    }
}

/// The text with every `<!-- … -->` left out; an unfinished comment runs to the end.
fn without_comments(html: &str) -> String {
    let mut rest = html;
    let mut kept = String::new();
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests;
