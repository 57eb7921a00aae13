package io.tidecast.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Static site of the README and the pages of docs, in the folders that they have here: each page as HTML under its own
 * name, and what they link to beside them, so that a link leads to the same file on the site as in the checkout.
 */
final class DocsSite {
    private static final Pattern TARGET = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    private static final Pattern MARKDOWN = Pattern.compile("(href=\"(?![a-z]+:)[^\"#]*)\\.md(?=[\"#])");
    private static final List<String> FIRST =
            List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md");
    private static final String STYLE =
            """
            body { font: 16px/1.55 system-ui, sans-serif; color: #222; margin: 0; display: flex }
            nav { flex: 0 0 15em; padding: 1em; background: #f4f6f8; min-height: 100vh; font-size: 14px }
            nav a { display: block; padding: 0.15em 0 } nav h2 { font-size: 14px; margin: 1.2em 0 0.3em }
            main { flex: 1; min-width: 0; max-width: 52em; padding: 1em 2em } a { color: #1f5f9e }
            pre { background: #f4f6f8; padding: 0.7em; overflow-x: auto } code { font-size: 90% } img { max-width: 100% }
            table { border-collapse: collapse; display: block; overflow-x: auto }
            th, td { padding: 0.25em 0.7em; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top }
            @media (max-width: 50em) { body { display: block } nav { min-height: 0 } }
            """;

    private final Path from;
    private final Path to;
    private final Set<Path> pages = new LinkedHashSet<>(); // Relative to the checkout.

    private DocsSite(Path from, Path to) {
        this.from = from.toAbsolutePath().normalize();
        this.to = to.toAbsolutePath().normalize();
    }

    /** {@code ./mvnw -Psite test-compile}: makes it of the checkout that is the working folder. */
    public static void main(String[] args) throws IOException {
        Path to = Path.of(args[0]);
        write(Path.of(""), to);
        List<String> broken = DocsLinks.broken(to);
        if (!broken.isEmpty()) {
            throw new IllegalStateException("links that lead nowhere: " + broken);
        }
        System.out.println("wrote " + to.resolve("index.html"));
    }

    /** Makes the site of a checkout in a folder, which must not be there or be empty. */
    static void write(Path checkout, Path folder) throws IOException {
        DocsSite site = new DocsSite(checkout, folder);
        site.find();
        for (Path page : site.pages) {
            site.page(page);
        }
        Files.writeString(site.to.resolve("style.css"), STYLE);
        Files.copy(site.to.resolve("README.html"), site.to.resolve("index.html"));
    }

    private void find() throws IOException {
        FIRST.forEach(name -> pages.add(Path.of(name)));
        try (Stream<Path> docs = Files.walk(from.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().endsWith(".head.md")) // Parts of pages.
                    .map(from::relativize)
                    .sorted()
                    .forEach(pages::add);
        }
    }

    private void page(Path page) throws IOException {
        MarkdownPage text = MarkdownPage.of(Files.readString(from.resolve(page)));
        String content = text.html();
        for (Matcher link = TARGET.matcher(content); link.find(); ) {
            beside(page, link.group(1));
        }
        Path file = to.resolve(html(page.toString()));
        Files.createDirectories(file.getParent());
        String up = "../".repeat(page.getNameCount() - 1);
        Files.writeString(
                file,
                "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width\"><title>" + text.title()
                        + " · Tidecast</title><link rel=\"stylesheet\" href=\"" + up
                        + "style.css\"></head><body>\n<nav>"
                        + navigation(up) + "</nav>\n<main>\n"
                        + MARKDOWN.matcher(content).replaceAll("$1.html")
                        + "</main></body></html>\n");
    }

    private String navigation(String up) throws IOException {
        StringBuilder nav = new StringBuilder();
        Path before = Path.of("docs");
        for (Path page : pages) {
            Path parent = page.getParent();
            if (parent != null && !parent.equals(before)) {
                nav.append("<h2>").append(parent.getFileName()).append("</h2>\n");
                before = parent;
            }
            nav.append("<a href=\"")
                    .append(up)
                    .append(html(page.toString()))
                    .append("\">")
                    .append(MarkdownPage.of(Files.readString(from.resolve(page)))
                            .title())
                    .append("</a>\n");
        }
        return nav.toString();
    }

    static String html(String page) {
        return page.replaceFirst("\\.md$", ".html");
    }

    /** Copies what a page links to, unless it is a page; a folder becomes a list of what is in it. */
    private void beside(Path page, String link) {
        if (link.isEmpty() || link.startsWith("#") || link.matches("[a-z]+:.*")) {
            return;
        }
        Path target =
                from.resolve(page).resolveSibling(link.replaceFirst("#.*", "")).normalize();
        if (!target.startsWith(from) || !Files.exists(target) || pages.contains(from.relativize(target))) {
            return; // The check of the links says what is broken.
        }
        Deque<Path> left = new ArrayDeque<>(List.of(target));
        try {
            while (!left.isEmpty()) {
                Path one = left.pop();
                Path copy = to.resolve(from.relativize(one).toString());
                if (Files.isDirectory(one)) {
                    left.addAll(list(one, copy));
                } else if (!Files.exists(copy) && !pages.contains(from.relativize(one))) {
                    Files.createDirectories(copy.getParent());
                    Files.copy(one, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<Path> list(Path folder, Path copy) throws IOException {
        Path index = copy.resolve("index.html");
        Set<Path> within = new TreeSet<>();
        if (Files.exists(index)) {
            return within;
        }
        try (Stream<Path> all = Files.list(folder)) {
            all.forEach(within::add);
        }
        StringBuilder list = new StringBuilder("<!doctype html>\n<meta charset=\"utf-8\"><title>");
        list.append(folder.getFileName()).append("</title><ul>\n");
        for (Path one : within) {
            String name = one.getFileName().toString();
            String to = pages.contains(from.relativize(one)) ? html(name) : name;
            list.append("<li><a href=\"").append(to).append("\">").append(name).append("</a></li>\n");
        }
        Files.createDirectories(copy);
        Files.writeString(index, list.append("</ul>\n"), UTF_8);
        return within;
    }
}
