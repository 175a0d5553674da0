package dev.jobgrid.storage.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.storage.Stored;
import dev.jobgrid.storage.internal.json.StoredJson;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.testkit.JobHistory;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DecodedJobCacheTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final StoredJson json = new StoredJson();

    private static Job job(String id, Instant created) {
        return JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), Stored.leastSpec(), created)
                .job();
    }

    private Job read(DecodedJobCache known, Job job) {
        return known.read(job.ref(), 1, json.write(job.spec()), json.write(job.state()));
    }

    @Test
    void theSameTextIsReadOnceAndAnotherAnew() {
        DecodedJobCache known = new DecodedJobCache(new JobRows(json, new JobNumbers(TableNames.plain())), 1 << 20);
        Job first = job("a", NOW);
        Job again = job("a", NOW.plusSeconds(1));

        Job read = read(known, first);

        assertThat(read).isEqualTo(first);
        assertThat(read(known, first)).isSameAs(read);
        assertThat(read(known, again)).isEqualTo(again);
        assertThat(read(known, first)).isEqualTo(first);
    }

    @Test
    void aJobOfTheSameStateAndAnotherSpecIsAnother() {
        DecodedJobCache known = new DecodedJobCache(new JobRows(json, new JobNumbers(TableNames.plain())), 1 << 20);
        Job least = job("a", NOW);
        Job most = new Job(least.ref(), Stored.fullSpec(), least.state());

        read(known, least);

        assertThat(read(known, most)).isEqualTo(most);
    }

    @Test
    void whatIsRememberedIsBoundedAndTheLongestUnusedGoes() {
        Job one = job("0", NOW);
        int length = json.write(one.spec()).length() + json.write(one.state()).length();
        DecodedJobCache known = new DecodedJobCache(new JobRows(json, new JobNumbers(TableNames.plain())), 3L * length);
        Job kept = read(known, one);

        for (int i = 1; i < 9; i++) {
            Job next = job("" + i, NOW);
            assertThat(read(known, next)).isEqualTo(next);
            assertThat(read(known, one)).isSameAs(kept);
            assertThat(known.characters()).isLessThanOrEqualTo(3L * length);
        }
        Job second = read(known, job("2", NOW));
        assertThat(read(known, job("2", NOW))).isSameAs(second);
        assertThat(known.characters()).isEqualTo(3L * length);
    }

    @Test
    void aJobLargerThanTheBoundIsReadAndForgotten() {
        DecodedJobCache known = new DecodedJobCache(new JobRows(json, new JobNumbers(TableNames.plain())), 10);
        Job job = job("a", NOW);

        assertThat(read(known, job)).isEqualTo(job);
        assertThat(read(known, job)).isEqualTo(job);
        assertThat(known.characters()).isZero();
    }
}
