use super::*;

/// Path, line, broken.
type Told = (String, u32, bool);

fn told(text: &str) -> (Vec<Told>, Vec<(u32, String)>) {
    let document = Document::read(text);
    let sections = document.sections.into_iter();
    let problems = document.problems.into_iter();
    (
        sections
            .map(|section| (section.path, section.line, section.broken))
            .collect(),
        problems
            .map(|problem| (problem.line, problem.key))
            .collect(),
    )
}

fn sound(path: &str, line: u32) -> Told {
    (path.to_owned(), line, false)
}

fn broken(path: &str, line: u32) -> Told {
    (path.to_owned(), line, true)
}

#[test]
fn a_sound_file_is_taken_apart_whatever_way_it_is_written() {
    let text = "person.handle = 'a'\nsource = [{ name = 'x' }, { name = 'y' }]\n\n[[metric]]\nquery = '''\n[not a header]\n'''\n";
    assert_eq!(
        told(text),
        (
            vec![
                sound("person", 1),
                sound("source[1]", 2),
                sound("source[2]", 2),
                sound("metric[1]", 4)
            ],
            vec![]
        )
    );
}

#[test]
fn an_error_stays_in_its_section() {
    let cases = [
        (
            "[[metric]]\nname = 'a'\nhigh = 9O\n[[metric]]\nname = 'b'\n",
            3,
            "metric[1].high",
        ),
        (
            "[[metric]]\nname = 'a\n[[metric]]\nname = 'b'\n",
            2,
            "metric[1].name",
        ),
        (
            "[[metric]]\nquery = '''\nup\n[[metric]]\nname = 'b'\n",
            3,
            "metric[1].query",
        ),
        (
            "[[metric]]\nlow = [1,\n\n[[metric]]\nname = 'b'\n",
            2,
            "metric[1].low",
        ),
        (
            "[[metric\nname = 'a'\n\n[[metric]]\nname = 'b'\n",
            1,
            "metric[1]",
        ),
    ];
    for (text, line, key) in cases {
        let (sections, problems) = told(text);
        let second = text.lines().skip(1).position(|line| line == "[[metric]]");
        let second = u32::try_from(second.unwrap() + 2).unwrap();
        assert_eq!(
            sections,
            [broken("metric[1]", 1), sound("metric[2]", second)],
            "{text}"
        );
        assert_eq!(problems, [(line, key.to_owned())], "{text}");
    }
}

#[test]
fn words_before_the_first_section_do_not_take_the_rest_with_them() {
    assert_eq!(
        told("just words\n[person]\nhandle = 'a'\n"),
        (vec![sound("person", 2)], vec![(1, String::new())])
    );
}

#[test]
fn sections_that_do_not_go_together_are_told_once() {
    let (sections, problems) = told("[person]\nhandle = 'a'\n[person]\nzone = 'UTC'\n");
    assert_eq!(sections, [sound("person", 1), sound("person", 3)]);
    assert_eq!(problems, [(3, "person".to_owned())]);
}

proptest::proptest! {
    #[test]
    fn no_text_is_a_fault(text in "(\\[\\[?(metric|person)\\]?\\]?|[a-z]{1,3} ?= ?|['\"]{1,3}|[0-9]{1,2}|#|\n|\\[|\\]|\\{|\\}|,|é){0,40}") {
        let document = Document::read(&text);
        let sound = DeTable::parse(&text).is_ok();
        proptest::prop_assert_eq!(document.problems.is_empty(), sound, "a file is sound or something is told");
    }
}
