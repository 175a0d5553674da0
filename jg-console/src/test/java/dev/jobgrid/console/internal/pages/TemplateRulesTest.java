package dev.jobgrid.console.internal.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no template may have: the policy of the pages forbids it, or it would not be escaped. */
class TemplateRulesTest {
    private static final Pattern FORBIDDEN =
            Pattern.compile("\\$unsafe|@raw|\\sstyle\\s*=|\\son[a-z]+\\s*=|<script(?! type=\"module\" src=)"
                    + "|javascript:|srcdoc|<iframe|<object|<embed|<base|http-equiv");
    private static final Pattern UNQUOTED = Pattern.compile("<[a-z][^<>]*\\s[a-z-]+=(?![\"])[^<>]*>");

    private static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/jte"))) {
            return files.sorted().toList();
        }
    }

    private static String text(Path template) {
        try {
            return Files.readString(template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noTemplateWritesWhatIsNotEscapedOrRuns() throws IOException {
        assertThat(templates())
                .hasSizeGreaterThan(15)
                .allSatisfy(template -> assertThat(FORBIDDEN
                                .matcher(text(template))
                                .results()
                                .map(hit -> hit.group())
                                .toList())
                        .as(template.toString())
                        .isEmpty());
    }

    @Test
    void everyAttributeIsQuoted() throws IOException {
        assertThat(templates()).allSatisfy(template -> {
            // What stands in braces is an expression, not the page.
            String page = text(template).replaceAll("\\$\\{[^}]*}", "x").replaceAll("(?m)^@.*$", "");
            assertThat(UNQUOTED.matcher(page).results().map(hit -> hit.group()).toList())
                    .as(template.toString())
                    .isEmpty();
        });
    }

    @Test
    void theModuleMakesNoHtmlOfTexts() throws IOException {
        String module = Files.readString(Path.of("src/main/resources/dev/jobgrid/console/assets/console.js"));
        assertThat(module.lines().count()).isLessThanOrEqualTo(700);
        assertThat(module)
                .doesNotContain(
                        "innerHTML",
                        "outerHTML",
                        "insertAdjacentHTML",
                        "document.write",
                        "eval(",
                        "new Function",
                        "setAttribute(\"on");
        // One place takes HTML: this server's own pages.
        assertThat(Pattern.compile("parseFromString").matcher(module).results().count())
                .isEqualTo(1);
    }
}
