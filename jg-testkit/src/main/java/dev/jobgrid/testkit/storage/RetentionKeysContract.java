package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.job;
import static dev.jobgrid.testkit.storage.RetentionStoreUnderTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.RetentionStore.Item;
import dev.jobgrid.spi.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Idempotency keys are removed once they have expired, and the audit records of API keys without the keys. */
interface RetentionKeysContract {
    /** The store that the tests use. */
    RetentionStoreUnderTest underTest();

    private Storage storage() {
        return underTest().storage();
    }

    private List<Item> expired(RetentionPart part, Instant before) {
        return underTest().expired(part, before);
    }

    private void removeAll(Set<RetentionPart> parts, Instant before) {
        underTest().removeAll(parts, before);
    }

    @Test
    default void keysGoOnceTheirTimeIsOver() {
        NewJob plain = job("a", List.of(), List.of());
        NewJob keyed = new NewJob(
                plain.job(),
                plain.events(),
                plain.reservation(),
                Optional.of(new NewJob.IdempotencyKey("key", NOW, NOW.plusSeconds(60))));
        storage().jobs().create(List.of(keyed));

        assertThat(expired(RetentionPart.IDEMPOTENCY_KEYS, NOW.plusSeconds(60))).isEmpty();
        removeAll(Set.of(RetentionPart.IDEMPOTENCY_KEYS), NOW.plusSeconds(61));

        assertThat(storage().jobs().findByKey(WorkspaceId.DEFAULT, "key", NOW)).isEmpty();
        assertThat(storage().jobs().find(plain.job().ref())).isPresent();
    }

    @Test
    default void whatHappenedToKeysGoesAndTheKeysStay() {
        ApiKey key = new ApiKey(
                new KeyId("key_1"),
                WorkspaceId.DEFAULT,
                "ci",
                "00".repeat(32),
                "jg_ab",
                Set.of(),
                List.of(),
                NOW,
                Optional.empty(),
                Optional.empty());
        storage().apiKeys().create(key);

        removeAll(Set.of(RetentionPart.AUDIT), NOW);
        assertThat(storage().apiKeys().audit(WorkspaceId.DEFAULT, 10)).hasSize(1);
        removeAll(Set.of(RetentionPart.AUDIT), later());

        assertThat(storage().apiKeys().audit(WorkspaceId.DEFAULT, 10)).isEmpty();
        assertThat(storage().apiKeys().list(WorkspaceId.DEFAULT)).containsExactly(key);
    }
}
