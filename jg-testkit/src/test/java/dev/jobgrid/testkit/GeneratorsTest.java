package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.testkit.grid.GridFixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

final class GeneratorsTest {
    private static GridFixture fixture;

    @BeforeContainer
    static void open() {
        fixture = GridFixture.open();
    }

    @AfterContainer
    static void close() {
        fixture.close();
    }

    @Property(tries = 300, seed = "1")
    void aValidSpecPassesScreening(@ForAll("valid") JobSpec spec) {
        // But for what only this grid's one GPU cannot do.
        assertThat(fixture.grid().estimate(spec).screening().checks())
                .filteredOn(check -> check.code() != ErrorCode.CONFLICT)
                .noneMatch(Check::isError);
    }

    @Property(tries = 100, seed = "1")
    void theSamePartsAndSeedGiveTheSameSpec(@ForAll long seed) {
        EnumSet<SampleSpecs.Part> all = EnumSet.allOf(SampleSpecs.Part.class);

        assertThat(SampleSpecs.of(all, new Random(seed))).isEqualTo(SampleSpecs.of(all, new Random(seed)));
    }

    @Property(tries = 200, seed = "1")
    void aHistoryIsLegal(@ForAll("histories") JobHistory history) {
        Job job = history.created().job();
        long sequence = job.state().events().lastSequence();
        for (Transition transition : history.transitions()) {
            assertThat(transition.before()).isEqualTo(job);
            assertThat(transition.after().state().version())
                    .isEqualTo(job.state().version() + 1);
            for (JobEvent event : transition.events()) {
                sequence += 10;
                assertThat(event.sequence()).isEqualTo(sequence);
                assertThat(isWholeMicros(event.created())).isTrue();
            }
            job = transition.after();
        }
        assertThat(history.last()).isEqualTo(job);
    }

    @Property(tries = 100, seed = "1")
    void linesAreNumberedAndFit(@ForAll("lines") List<LogLine> lines) {
        assertThat(lines)
                .extracting(LogLine::entryId)
                .isEqualTo(LongStream.rangeClosed(1, lines.size()).boxed().toList());
        assertThat(lines)
                .allMatch(line -> line.message().getBytes(StandardCharsets.UTF_8).length <= RawLine.MAX_BYTES)
                .allMatch(line -> isWholeMicros(line.at()));
    }

    private static boolean isWholeMicros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS).equals(at);
    }

    @Provide
    Arbitrary<JobSpec> valid() {
        return SampleSpecs.valid();
    }

    @Provide
    Arbitrary<JobHistory> histories() {
        return JobHistory.upTo(12);
    }

    @Provide
    Arbitrary<List<LogLine>> lines() {
        return SampleLogLines.upTo(200);
    }
}
