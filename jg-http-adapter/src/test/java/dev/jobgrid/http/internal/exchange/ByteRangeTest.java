package dev.jobgrid.http.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class ByteRangeTest {
    @Property(seed = "1")
    void aRangeGivesJustTheBytesOfTheFileThatLieInIt(
            @ForAll @LongRange(min = 0, max = 60) long first,
            @ForAll @LongRange(min = 0, max = 60) long last,
            @ForAll @LongRange(min = 0, max = 50) long size) {
        Optional<ByteRange> range = ByteRange.parse("bytes=" + first + "-" + last, size);

        assertThat(range.isPresent()).isEqualTo(first <= last);
        range.ifPresent(r -> {
            long inside = 0;
            for (long i = first; i <= last; i++) {
                inside += i < size ? 1 : 0;
            }
            assertThat(r.length()).isEqualTo(inside);
            assertThat(r.first()).isEqualTo(first);
            assertThat(r.isSatisfiable()).isEqualTo(first < size);
        });
    }

    @Property(seed = "1")
    void aSuffixGivesTheLastBytes(
            @ForAll @LongRange(min = 0, max = 60) long length, @ForAll @LongRange(min = 0, max = 50) long size) {
        ByteRange range = ByteRange.parse("bytes=-" + length, size).orElseThrow();

        assertThat(range.first() + range.length()).isEqualTo(size);
        assertThat(range.length()).isEqualTo(Math.min(length, size));
    }

    @Property(seed = "1")
    void anOpenRangeReachesToTheEnd(
            @ForAll @LongRange(min = 0, max = 60) long first, @ForAll @LongRange(min = 0, max = 50) long size) {
        ByteRange range = ByteRange.parse("bytes=" + first + "-", size).orElseThrow();

        assertThat(range.length()).isEqualTo(Math.max(0, size - first));
    }

    @Property(seed = "1")
    void anyHeaderAtAllIsReadOrPassedOver(@ForAll String header, @ForAll @LongRange(min = 0) long size) {
        ByteRange.parse(header, size)
                .ifPresent(range -> assertThat(range.length()).isBetween(0L, size));
    }

    @Example
    void whatIsNoSingleRangeMeansTheWholeFile() {
        for (String header : new String[] {
            "bytes=",
            "bytes=-",
            "bytes=0-1,3-4",
            "lines=1-2",
            "bytes=a-b",
            "bytes=5-2",
            "bytes=99999999999999999999-",
            ""
        }) {
            assertThat(ByteRange.parse(header, 10)).as(header).isEmpty();
        }
        assertThat(ByteRange.parse(null, 10)).isEmpty();
        assertThat(ByteRange.parse("BYTES=1-2", 10)).contains(new ByteRange(1, 2, 10));
    }

    @Example
    void theContentRangeNamesTheBytesOrOnlyTheSize() {
        assertThat(ByteRange.parse("bytes=2-4", 10).orElseThrow().contentRange())
                .isEqualTo("bytes 2-4/10");
        assertThat(ByteRange.parse("bytes=10-", 10).orElseThrow().contentRange())
                .isEqualTo("bytes */10");
    }
}
