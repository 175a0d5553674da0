package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.monitor.JobQuery;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListCursorTest {
    @Property(seed = "1")
    void aCursorComesBackToTheNanosecond(
            @ForAll @LongRange(min = 0, max = 9_999_999_999L) long seconds,
            @ForAll @IntRange(max = 999_999_999) int nanos,
            @ForAll("ids") String id) {
        JobQuery.Cursor cursor = new JobQuery.Cursor(Instant.ofEpochSecond(seconds, nanos), new JobId(id));
        String text = ListCursor.write(cursor);
        assertThat(text).matches("[A-Za-z0-9._-]+");
        assertThat(ListCursor.read(text)).isEqualTo(cursor);
    }

    @Property(seed = "1")
    void anyOtherTextIsRefused(@ForAll @StringLength(max = 300) String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.2",
                "1.2.",
                "1.2.a/b",
                "1.x.job",
                "99999999999999999999.0.job",
                "9223372036854775807.0.job",
                "1.1000000000.job",
                "01.0.job",
                "-1.0.job",
                "10000000000.0.job",
                "1.0.job.é",
                "1.0.job\n"
            })
    void aForgedPositionIsRefused(String text) {
        assertRefused(text);
    }

    @Test
    void anIdWithDotsIsKept() {
        JobQuery.Cursor cursor = new JobQuery.Cursor(Jobs.NOON, new JobId("a.b.c"));
        assertThat(ListCursor.read(ListCursor.write(cursor))).isEqualTo(cursor);
    }

    private static void assertRefused(String text) {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> ListCursor.read(text))
                .withMessageContaining("cursor")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars("._-")
                .ofMinLength(0)
                .ofMaxLength(63)
                .map("A"::concat);
    }
}
