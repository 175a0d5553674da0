package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.StorageAdmin;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.NewApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A key is known for a moment after it was used; whoever revokes it must not have to know that. */
class RevokedKeysTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final ApiKeys one = StorageAdmin.of(storage, InstantSource.system()).apiKeys();
    private final ApiKeys other =
            StorageAdmin.of(storage, InstantSource.system()).apiKeys();

    @Test
    void aKeyInUseOnAnotherGridWorksNoMoreOnceRevokingItHasReturned() throws Exception {
        NewApiKey made = one.create(WorkspaceId.DEFAULT, "used", EnumSet.allOf(Scope.class), Optional.empty());
        String secret = made.secret().value();
        AtomicBoolean revoked = new AtomicBoolean();
        CountDownLatch used = new CountDownLatch(1_000);
        ExecutorService user = Executors.newSingleThreadExecutor();
        try {
            Future<?> using = user.submit(() -> {
                while (!revoked.get()) {
                    other.authenticate(secret);
                    used.countDown();
                }
            });
            used.await();
            assertThat(other.authenticate(secret)).isPresent();

            assertThat(one.revoke(WorkspaceId.DEFAULT, made.key().id())).isTrue();

            assertThat(other.authenticate(secret)).isEmpty();
            assertThat(one.authenticate(secret)).isEmpty();
            revoked.set(true);
            using.get();
        } finally {
            user.shutdownNow();
        }
    }

    @Test
    void aKeyThatWasUnknownBeforeItWasMadeWorksAtOnce() {
        assertThat(other.authenticate("jg_nobody")).isEmpty();

        NewApiKey made = one.create(WorkspaceId.DEFAULT, "new", EnumSet.allOf(Scope.class), Optional.empty());

        assertThat(other.authenticate(made.secret().value())).isPresent();
    }
}
