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

    @Test
    void anIdTakesTheseCharactersAndNoOthers() {
        for (char c = 0; c < 0x300; c++) {
            char each = c;
            boolean first = String.valueOf(c).matches("[A-Za-z0-9]");
            boolean later = first || ".-_".indexOf(c) >= 0;
            assertThat(isId(each + "a")).as("first %d", (int) c).isEqualTo(first);
            assertThat(isId("a" + each)).as("later %d", (int) c).isEqualTo(later);
        }
        assertThat(isId("a".repeat(64))).isTrue();
    }

    private static boolean isId(String text) {
        try {
            return new JobId(text).value().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
