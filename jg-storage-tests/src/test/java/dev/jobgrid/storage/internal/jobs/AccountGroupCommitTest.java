package dev.jobgrid.storage.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.storage.internal.sql.GroupCommit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AccountGroupCommitTest {
    private static final WorkspaceId ONE = new WorkspaceId("one");
    private static final WorkspaceId OTHER = new WorkspaceId("other");

    private final AtomicLong nanos = new AtomicLong();
    private final AccountLockBackoff locked = new AccountLockBackoff(nanos::get);
    private final List<WorkspaceId> together = new ArrayList<>();
    private final List<WorkspaceId> apart = new ArrayList<>();

    /** Writes what is not locked, and notes it. */
    private final class Commit implements GroupCommit.Commit<WorkspaceId, Boolean> {
        private final List<WorkspaceId> written;

        Commit(List<WorkspaceId> written) {
            this.written = written;
        }

        @Override
        public List<Boolean> together(List<WorkspaceId> members) {
            members.forEach(member -> locked.check(Set.of(member)));
            written.addAll(members);
            return members.stream().map(member -> true).toList();
        }

        @Override
        public Boolean again(WorkspaceId member, RuntimeException failure, boolean isFinal) {
            throw failure;
        }
    }

    private AccountGroupCommit<WorkspaceId, Boolean> commits(Duration patience) {
        return new AccountGroupCommit<>(
                locked,
                patience,
                Set::of,
                Runnable::run,
                new AccountGroupCommit.Lanes<>(
                        new GroupCommit<>(8, 1, Runnable::run, new Commit(together)),
                        new GroupCommit<>(8, 1, Runnable::run, new Commit(apart))));
    }

    @Test
    void whatWasFoundLockedIsWrittenApartUntilItIsFoundFree() {
        locked.found(ONE);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        AccountGroupCommit<WorkspaceId, Boolean> commits = commits(Duration.ofMinutes(1));

        assertThat(commits.write(ONE)).isTrue();
        assertThat(commits.write(OTHER)).isTrue();
        locked.free(Set.of(ONE));
        assertThat(commits.writeLater(ONE)).isCompletedWithValue(true);

        assertThat(apart).containsExactly(ONE);
        assertThat(together).containsExactly(OTHER, ONE);
    }

    @Test
    void itIsTriedOnceASecond() {
        locked.found(ONE);
        assertThatThrownBy(() -> locked.check(Set.of(OTHER, ONE))).isInstanceOf(AccountLockedException.class);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos() - 1);
        assertThat(locked.pause(ONE)).isEqualTo(1);

        nanos.addAndGet(1);
        locked.check(Set.of(OTHER, ONE));
        assertThat(locked.isAny(Set.of(OTHER, ONE))).isTrue();
        assertThat(locked.isAny(Set.of(OTHER))).isFalse();
    }

    @Test
    void whatStaysLockedFailsAndSaysSo() {
        locked.found(ONE);
        AccountGroupCommit<WorkspaceId, Boolean> commits = commits(Duration.ZERO);

        assertThatThrownBy(() -> commits.write(ONE)).satisfies(AccountGroupCommitTest::isRefusal);
        assertThatThrownBy(() -> commits.writeLater(ONE).get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .satisfies(AccountGroupCommitTest::isRefusal);

        assertThat(together).isEmpty();
        assertThat(apart).isEmpty();
    }

    private static void isRefusal(Throwable refused) {
        assertThat(refused).hasMessageContaining("workspace one");
        assertThat(((JobGridException) refused).code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }
}
