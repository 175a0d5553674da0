package dev.jobgrid.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path SOURCE =
            Path.of("src", "main", "java", "dev", "jobgrid", "samples", "quickstart", "Quickstart.java");

    @Test
    void theReadmeShowsWhatIsCompiled() throws IOException {
        List<String> shown = between(Files.readAllLines(README), "```java", "```");
        List<String> compiled = between(Files.readAllLines(SOURCE), "// README: begin", "// README: end");
        assertThat(shown).isEqualTo(compiled).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void theQuickstartLeavesItsArtifact(@TempDir(factory = InTarget.class) Path folder) throws Exception {
        Quickstart.run(folder);
        assertThat(folder.resolve("result.txt")).hasContent("done\n");
    }

    private static List<String> between(List<String> lines, String first, String last) {
        List<String> found = lines.stream()
                .dropWhile(line -> !line.strip().equals(first))
                .skip(1)
                .takeWhile(line -> !line.strip().equals(last))
                .toList();
        int indent = found.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return found.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indent))
                .toList();
    }
}
