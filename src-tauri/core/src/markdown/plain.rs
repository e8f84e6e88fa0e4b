//! Markdown without its marks: paragraphs, lists and tables as somebody would type them in a plain e-mail.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, ListType, NodeValue};

/// Deepest indent that is written; what is nested further stays, unindented.
const MAX_INDENT: usize = 20;

/// The document below `root` as plain text.
pub(super) fn write<'a>(root: &'a AstNode<'a>) -> String {
    let mut page = Page::default();
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => page.open(node),
            NodeEdge::End(node) => page.close(node),
        }
    }
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
    /// What each enclosing quote and list item puts before a line: once, and after that.
    margins: Vec<(Option<String>, String)>,
    /// For each enclosing list: the number of its next item, where it has numbers, and whether it is tight.
    lists: Vec<(Option<usize>, bool)>,
    /// Line breaks owed before the next block.
    gap: usize,
    /// Where the text of the innermost link begins.
    link: usize,
    /// Cells of the current table row so far.
    cells: usize,
}

impl Page {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other kind of node only holds others"
    )]
    fn open<'a>(&mut self, node: &'a AstNode<'a>) {
        match &node.data().value {
            NodeValue::List(list) => {
                let number = (list.list_type == ListType::Ordered).then_some(list.start);
                self.lists.push((number, list.tight));
            }
            NodeValue::Item(_) => {
                let marker = match self.lists.last_mut() {
                    Some((Some(number), _)) => {
                        let marker = format!("{number}. ");
                        *number += 1;
                        marker
                    }
                    Some((None, _)) | None => "- ".to_owned(),
                };
                let rest = " ".repeat(marker.len());
                self.indent(Some(marker), &rest);
            }
            NodeValue::BlockQuote => self.indent(None, "> "),
            NodeValue::Paragraph | NodeValue::Heading(_) => self.begin(),
            NodeValue::TableRow(_) => {
                self.begin();
                self.cells = 0;
            }
            NodeValue::TableCell => {
                if self.cells > 0 {
                    self.text.push_str(" | ");
                }
                self.cells += 1;
            }
            NodeValue::CodeBlock(block) => self.block(&block.literal),
            NodeValue::HtmlBlock(block) => self.block(&block.literal),
            NodeValue::ThematicBreak => self.block("---"),
            NodeValue::Text(text) => self.text.push_str(text),
            NodeValue::Code(code) => self.text.push_str(&code.literal),
            NodeValue::HtmlInline(html) => self.text.push_str(html),
            NodeValue::SoftBreak | NodeValue::LineBreak => self.new_line(),
            NodeValue::Link(_) => self.link = self.text.len(),
            _ => {}
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other kind of node leaves nothing behind"
    )]
    fn close<'a>(&mut self, node: &'a AstNode<'a>) {
        match &node.data().value {
            NodeValue::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.gap = 2;
                }
            }
            NodeValue::Item(_) | NodeValue::BlockQuote => {
                self.margins.pop();
            }
            NodeValue::Paragraph | NodeValue::Heading(_) => self.end(),
            NodeValue::TableRow(_) => self.gap = 1,
            NodeValue::Table(_) => self.gap = 2,
            NodeValue::Link(link) => {
                let said = self.text.get(self.link..).unwrap_or_default();
                let address = link.url.strip_prefix("mailto:").unwrap_or(&link.url);
                let is_shown = said == address || address.strip_prefix("http://") == Some(said);
                if !is_shown && !address.is_empty() {
                    let address = format!(" ({address})");
                    self.text.push_str(&address);
                }
            }
            _ => {}
        }
    }

    fn indent(&mut self, first: Option<String>, rest: &str) {
        let rest = if self.margins.len() < MAX_INDENT {
            rest
        } else {
            ""
        };
        self.margins.push((first, rest.to_owned()));
    }

    fn begin(&mut self) {
        if !self.text.is_empty() {
            for _ in 1..self.gap {
                self.text.push('\n');
            }
            self.text.push('\n');
        }
        self.margin();
    }

    fn end(&mut self) {
        let is_tight = self.lists.last().is_some_and(|(_, tight)| *tight);
        self.gap = if is_tight { 1 } else { 2 };
    }

    fn block(&mut self, literal: &str) {
        self.begin();
        for (index, line) in literal.trim_end().lines().enumerate() {
            if index > 0 {
                self.new_line();
            }
            self.text.push_str(line);
        }
        self.end();
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        self.margin();
    }

    fn margin(&mut self) {
        for (first, rest) in &mut self.margins {
            self.text
                .push_str(&first.take().unwrap_or_else(|| rest.clone()));
        }
    }
}
