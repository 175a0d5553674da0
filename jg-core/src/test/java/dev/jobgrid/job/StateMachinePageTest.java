package dev.jobgrid.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StateMachinePageTest {
    private static final Path PAGE = Path.of("..", "docs", "state-machine.md");

    @Test
    void thePageSaysWhatTheTableDoes() throws IOException {
        String printed = StateMachinePage.print();
        if (Boolean.getBoolean("state-machine.write")) {
            Files.writeString(PAGE, printed);
        }
        assertThat(PAGE).hasContent(printed);
    }
}
