package io.tidecast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocsSiteTest {
    @TempDir
    private Path folder;

    @Test
    void shouldLeadSomewhereWithEveryLinkWhenMadeOfThisCheckout() throws IOException {
        Path site = folder.resolve("site");
        DocsSite.write(Path.of(""), site);
        assertThat(site.resolve("index.html")).exists();
        assertThat(Files.readString(site.resolve("docs/settings.html")))
                .contains("<table>", "<h2 id=\"state\">", "href=\"../README.html\"")
                .doesNotContain("<script");
        assertThat(DocsLinks.broken(site)).isEmpty();
    }

    @Test
    void shouldNameTheLinkWhenItsFileOrItsPlaceIsNotThere() throws IOException {
        checkout(
                "# One & two\n\n## A `b`, c\n\n## A b c\n\n[here](#a-b-c) [again](#a-b-c-1) [no](#d) [file](docs/none.md)"
                        + " [place](docs/x.md#there) [none](docs/x.md#none) [out](../secret) [web](https://example.org/#x)"
                        + " [data](docs/d.csv) [all](docs) [`Known`] [`Unknown`]\n\n[`Known`]: docs/x.md\n");
        Path site = folder.resolve("site");
        DocsSite.write(folder.resolve("c"), site);
        assertThat(DocsLinks.broken(site))
                .filteredOn(link -> link.startsWith("README"))
                .containsExactly(
                        "README.html: [<code>Unknown</code>]",
                        "README.html: #d",
                        "README.html: docs/none.html",
                        "README.html: docs/x.html#none",
                        "README.html: ../secret");
        assertThat(site.resolve("docs/d.csv")).hasContent("1");
        assertThat(site.resolve("docs/index.html")).content().contains("x.html", "d.csv");
        assertThat(Files.readString(site.resolve("README.html"))).contains("<title>One &amp; two · Tidecast</title>");
    }

    private void checkout(String readme) throws IOException {
        Path checkout = folder.resolve("c");
        Files.createDirectories(checkout.resolve("docs"));
        Files.writeString(checkout.resolve("README.md"), readme);
        for (String name : new String[] {"ARCHITECTURE", "CONTRIBUTING", "CHANGELOG"}) {
            Files.writeString(checkout.resolve(name + ".md"), "# " + name + "\n");
        }
        Files.writeString(checkout.resolve("docs/x.md"), "# X\n\n## There\n");
        Files.writeString(checkout.resolve("docs/d.csv"), "1");
        Files.writeString(folder.resolve("secret"), "never copied");
    }
}
