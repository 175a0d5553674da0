package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.logs.LogQuery;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A caller sees only its own workspace, and may only do what its scopes allow. */
interface AuthenticationContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    @Test
    default void anotherWorkspaceSeesNothing() throws Exception {
        JobHandle handle = underTest().submit("mine", FOREVER);
        JobGrid other = underTest().as(Caller.owner(new WorkspaceId("other")));

        assertThat(refusal(() -> other.status(handle.id()))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> other.cancel(handle.id(), ""))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> other.logs(handle.id(), LogQuery.tail(1)))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(other.list(Optional.empty(), Optional.empty(), 10).jobs()).isEmpty();
        assertThat(other.submit(spec("mine").name("theirs").build()).id()).isEqualTo(handle.id());
    }

    @Test
    default void aCallerDoesWhatItsScopesAllow() throws Exception {
        JobHandle handle = underTest().submit("scoped", FOREVER);
        JobGrid reader = underTest().as(new Caller(WorkspaceId.DEFAULT, "reader", Set.of(Scope.LOGS_READ)));

        assertThat(reader.logs(handle.id(), LogQuery.tail(1)).job().id()).isEqualTo(handle.id());
        for (Runnable call : List.<Runnable>of(
                () -> reader.status(handle.id()),
                () -> reader.submit(spec("x").build()),
                () -> reader.estimate(spec("x").build()),
                () -> reader.job(handle.id()).events(),
                () -> reader.inputs().list(),
                () -> reader.artifacts(handle.id()).list(),
                () -> reader.cancel(handle.id(), ""))) {
            assertThat(refusal(call)).isEqualTo(ErrorCode.FORBIDDEN);
        }
    }

    @Test
    default void aCallersGridMakesNoStrongerOne() throws Exception {
        JobGrid limited = underTest().as(new Caller(WorkspaceId.DEFAULT, "reader", Set.of(Scope.JOBS_READ)));

        for (Caller stronger : List.of(
                Caller.owner(WorkspaceId.DEFAULT),
                new Caller(WorkspaceId.DEFAULT, "reader", Set.of(Scope.JOBS_READ, Scope.LOGS_READ)),
                new Caller(new WorkspaceId("other"), "reader", Set.of(Scope.JOBS_READ)))) {
            assertThat(refusal(() -> limited.as(stronger))).isEqualTo(ErrorCode.FORBIDDEN);
        }
    }

    /** A grid for a caller refuses, in this process or over HTTP, whatever the caller's scopes. */
    @Test
    default void aCallerDoesNotOperateTheGrid() throws Exception {
        JobGrid callers = underTest().as(new Caller(WorkspaceId.DEFAULT, "someone", Set.of(Scope.values())));

        assertThat(refusal(callers::operations)).isEqualTo(ErrorCode.FORBIDDEN);
    }
}
