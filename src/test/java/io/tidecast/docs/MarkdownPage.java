package io.tidecast.docs;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Page of Markdown as HTML, whose headings have the anchors that they have on GitHub.
 *
 * @param title its first heading
 * @param html what stands in the page's body
 */
record MarkdownPage(String title, String html) {
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    static MarkdownPage of(String markdown) {
        Node document = PARSER.parse(markdown);
        Anchors anchors = new Anchors();
        document.accept(anchors);
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (node instanceof Heading) {
                        attributes.put("id", anchors.of.get(node));
                    }
                })
                .build();
        return new MarkdownPage(anchors.title, renderer.render(document));
    }

    /** Lower case, spaces as hyphens, without other punctuation; the second of a name has -1 behind it. */
    static String anchor(String heading) {
        return heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\p{M}_ -]", "")
                .replace(' ', '-');
    }

    private static final class Anchors extends AbstractVisitor {
        private final Map<Node, String> of = new HashMap<>();
        private final Map<String, Integer> taken = new HashMap<>();
        private String title = "";

        @Override
        public void visit(Heading heading) {
            StringBuilder text = new StringBuilder();
            heading.accept(new AbstractVisitor() {
                @Override
                public void visit(Heading inner) {
                    visitChildren(inner);
                }

                @Override
                public void visit(Text part) {
                    text.append(part.getLiteral());
                }

                @Override
                public void visit(Code part) {
                    text.append(part.getLiteral());
                }

                @Override
                public void visit(SoftLineBreak part) {
                    text.append(' ');
                }
            });
            String anchor = anchor(text.toString());
            int before = taken.merge(anchor, 1, Integer::sum) - 1;
            of.put(heading, before == 0 ? anchor : anchor + "-" + before);
            if (title.isEmpty()) {
                title = text.toString().replace("&", "&amp;").replace("<", "&lt;");
            }
        }
    }
}
