package dev.jobgrid.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of the lanes that starve comes first. */
class FairShareTest {
    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");
    private static final WorkspaceId WORKSPACE = new WorkspaceId("us");
    private static final Lane SERVED = new Lane(WORKSPACE, "served");
    private static final Lane LARGE = new Lane(WORKSPACE, "large");
    private static final Lane SMALL = new Lane(WORKSPACE, "small");

    private final FairShare share = new FairShare();
    private final Job job = JobHistory.created(
                    new JobRef(WORKSPACE, new JobId("job")),
                    JobSpec.builder("job", "acme/train:1", WorkloadType.BATCH).build(),
                    CREATED)
            .job();

    private void passAfter(Duration time) {
        share.pass(Map.of(), time);
    }

    private boolean starves(Lane lane) {
        return share.starvedSince(lane, job, CREATED.plus(FairShare.STARVATION_AGE))
                .isPresent();
    }

    @BeforeEach
    void startWithAWorkspaceThatIsServed() {
        passAfter(FairShare.STARVATION_AGE.minusHours(1));
        share.give(SERVED, job, 1, CREATED);
        passAfter(FairShare.STARVATION_AGE);
    }

    @Test
    void aLaneStarvesIfOthersOfItsWorkspaceAreServed() {
        assertThat(starves(SERVED)).isFalse();
        assertThat(starves(LARGE)).isTrue();
        assertThat(starves(SMALL)).isTrue();
    }

    @Test
    void whileALaneThatStarvesReservesDevicesNoOtherOfItsWorkspaceIsPreferred() {
        share.reserve(LARGE, job, CREATED.plus(FairShare.STARVATION_AGE));

        assertThat(starves(LARGE)).isTrue();
        assertThat(starves(SMALL)).isFalse();
        // A job that the share decides on does not use the preference up.
        share.give(SMALL, job, 1, CREATED.plus(FairShare.STARVATION_AGE));
        assertThat(starves(LARGE)).isTrue();

        // Its job may be cancelled before the next pass.
        passAfter(FairShare.STARVATION_AGE.plusSeconds(1));
        assertThat(starves(new Lane(WORKSPACE, "another"))).isTrue();
    }

    @Test
    void aLaneThatDoesNotStarveHoldsBackNoneByItsReservation() {
        share.reserve(SERVED, job, CREATED.plus(FairShare.STARVATION_AGE));

        assertThat(starves(LARGE)).isTrue();
    }

    @Test
    void aWorkspaceIsPreferredOnceInSixHours() {
        share.give(LARGE, job, 8, CREATED.plus(FairShare.STARVATION_AGE));

        assertThat(starves(SMALL)).isFalse();
        passAfter(FairShare.STARVATION_AGE.multipliedBy(2).minusSeconds(1));
        assertThat(starves(SMALL)).isFalse();
    }
}
