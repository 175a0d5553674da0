package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Command;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.testkit.executor.RunRequests;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Docker Java logs what it does, at levels that an operator may turn on. */
class LogSecrecyTest {
    private static final String SECRET = "hf_" + "k4711".repeat(4);

    // Held here: the JDK forgets the level of a logger that nobody has.
    private final List<Logger> loggers =
            List.of(Logger.getLogger("com.github.dockerjava"), Logger.getLogger("dev.jobgrid"));
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord message) {
            said.add(message.getMessage() + " " + message.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        handler.setLevel(Level.ALL);
        for (Logger logger : loggers) {
            logger.setLevel(Level.ALL);
            logger.addHandler(handler);
            logger.setUseParentHandlers(false);
        }
    }

    @AfterEach
    void rest() {
        for (Logger logger : loggers) {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }

    @Test
    void noLevelShowsAnEnvironment() throws Exception {
        try (TestRuns runs = new TestRuns(TestEngines.executor("secrecy", TestEngines.plain()))) {
            Run run = runs.launch(RunRequests.with(
                    runs.request(TestEngines.TINY, List.of(), Command.of("sh", "-c", "echo ${#TOKEN}")),
                    Map.of("TOKEN", SECRET)));
            assertThat(TestRuns.lines(run)).containsExactly(Integer.toString(SECRET.length()));
        }
        assertThat(said).noneMatch(line -> line.contains(SECRET));
        assertThat(said).anyMatch(line -> line.contains("Cmd: create jobgrid-"));
    }
}
