package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.NewApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The grid of this process. */
class JobGridTest extends JobGridContract {
    @Override
    protected JobGrid open(JobGrid home, Caller caller) {
        return caller.equals(Caller.owner(WorkspaceId.DEFAULT)) ? home : home.as(caller);
    }

    @Test
    void aKeyNamesItsCallerUntilItIsRevoked() {
        JobGrid grid = JobGrid.builder().storage(new MemoryStorage()).build();
        NewApiKey made = grid.operations()
                .apiKeys()
                .create(new WorkspaceId("team"), "ci", Set.of(Scope.JOBS_READ), Optional.empty());

        assertThat(made.secret().value()).matches("jg_[A-Za-z0-9_-]{43}");
        assertThat(made.toString()).doesNotContain(made.secret().value());
        assertThat(grid.operations().apiKeys().authenticate(made.secret().value()))
                .contains(new Caller(new WorkspaceId("team"), "ci", Set.of(Scope.JOBS_READ)));
        assertThat(grid.operations()
                        .apiKeys()
                        .revoke(new WorkspaceId("other"), made.key().id()))
                .isFalse();
        assertThat(grid.operations()
                        .apiKeys()
                        .revoke(new WorkspaceId("team"), made.key().id()))
                .isTrue();
        assertThat(grid.operations().apiKeys().authenticate(made.secret().value()))
                .isEmpty();
        grid.close();
    }
}
