package dev.jobgrid.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdTest {
    @Test
    void newIdsDifferAndHaveTheirPrefix() {
        assertThat(IntStream.range(0, 10_000).mapToObj(i -> JobId.random().value()))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("job_[0-9a-z]{26}"));
    }

    @Test
    void aPathOrAnEmptyNameIsNoId() {
        for (String bad : new String[] {"", ".", "..", "a/b", "-a", "a b", "ä", "a".repeat(65)}) {
            assertThatThrownBy(() -> new JobId(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
