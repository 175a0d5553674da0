package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class HostProcessTest {
    private static final String REST = " S 40 41 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 2 3";

    @Test
    void aNameMayHoldAnything() {
        for (String name : List.of("sh", "a b", ") S 1 1 1", "((", "")) {
            assertThat(HostProcess.parse("77 (" + name + ")" + REST + "\n"))
                    .contains(new HostProcess(77, 'S', 40, 41, 42, 987654));
        }
    }

    @Test
    void whatIsNoProcessIsNone() {
        for (String text : List.of("", "77", "77 (sh)", "77 (sh) S 1", "x (sh)" + REST, ") (", "()")) {
            assertThat(HostProcess.parse(text)).isEmpty();
        }
    }

    @Test
    void descendantsAreFoundWhetherOrNotTheirAncestorIsThere() {
        List<HostProcess> all = List.of(
                process(10, 1), process(30, 20), process(20, 10), process(31, 20), process(40, 1), process(1, 0));
        assertThat(HostProcess.below(10, all)).extracting(HostProcess::pid).containsExactly(20L, 30L, 31L);
        assertThat(HostProcess.below(99, all)).isEmpty();
    }

    private static HostProcess process(long pid, long parent) {
        return new HostProcess(pid, 'S', parent, pid, pid, 5);
    }
}
