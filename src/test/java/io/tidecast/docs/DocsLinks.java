package io.tidecast.docs;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Links of a site that lead nowhere: to a file that is not there, out of the site, or to a place that a page lacks; and
 * references in brackets that no line of the page defines.
 */
final class DocsLinks {
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    /** What Markdown leaves of a reference that it has no definition of. */
    private static final Pattern UNDEFINED = Pattern.compile("\\[<code>[^<]*</code>\\]");

    private DocsLinks() {}

    /** Page and link of each; links to other sites are not followed. */
    static List<String> broken(Path folder) throws IOException {
        Path site = folder.toAbsolutePath().normalize();
        List<Path> pages;
        try (Stream<Path> files = Files.walk(site)) {
            pages = files.filter(file -> file.toString().endsWith(".html"))
                    .sorted()
                    .toList();
        }
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            String html = Files.readString(page);
            UNDEFINED
                    .matcher(html)
                    .results()
                    .forEach(reference -> broken.add(site.relativize(page) + ": " + reference.group()));
            for (Matcher link = LINK.matcher(html); link.find(); ) {
                if (!link.group(1).matches("(?:https?|mailto):.*") && !leads(site, page, link.group(1))) {
                    broken.add(site.relativize(page) + ": " + link.group(1));
                }
            }
        }
        return broken;
    }

    private static boolean leads(Path site, Path page, String link) throws IOException {
        String[] parts = URLDecoder.decode(link.replace("+", "%2B"), StandardCharsets.UTF_8)
                .split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!target.startsWith(site) || !Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || !target.toString().endsWith(".html")
                || Pattern.compile("(?:id|name)=\"" + Pattern.quote(parts[1]) + "\"")
                        .matcher(Files.readString(target))
                        .find();
    }
}
