package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.ApiKeyStore;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link ApiKeyStore}. Extend it and give it a storage. */
public abstract class ApiKeyStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final WorkspaceId OTHER = new WorkspaceId("other");

    private Storage storage;
    private ApiKeyStore keys;

    /** For subclasses. */
    protected ApiKeyStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        keys = storage.apiKeys();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void aKeyIsFoundByItsHash() {
        ApiKey forEver = key("key_1", "aa", NOW, Optional.empty(), EnumSet.allOf(Scope.class));
        ApiKey limited = key("key_2", "bb", NOW, Optional.of(NOW.plus(Duration.ofDays(1))), Set.of(Scope.LOGS_READ));
        keys.create(forEver);
        keys.create(limited);

        assertThat(keys.findBySha256(forEver.sha256())).contains(forEver);
        assertThat(keys.findBySha256(limited.sha256())).contains(limited);
        assertThat(keys.findBySha256("cc".repeat(32))).isEmpty();
    }

    @Test
    final void aKeyThatStoppedToWorkIsStillFound() {
        ApiKey old = key("key_1", "aa", NOW, Optional.of(NOW.plusSeconds(1)), Set.of(Scope.JOBS_READ));
        keys.create(old);

        assertThat(keys.findBySha256(old.sha256())).contains(old);
    }

    @Test
    final void anIdThatIsTakenIsRefused() {
        ApiKey first = key("key_1", "aa", NOW, Optional.empty(), Set.of(Scope.JOBS_READ));
        keys.create(first);

        assertThatThrownBy(() -> keys.create(key("key_1", "bb", NOW, Optional.empty(), Set.of(Scope.JOBS_READ))))
                .isInstanceOf(RuntimeException.class);

        assertThat(keys.list(WorkspaceId.DEFAULT)).containsExactly(first);
    }

    @Test
    final void aKeyIsRevokedOnce() {
        ApiKey key = key("key_1", "aa", NOW, Optional.empty(), Set.of(Scope.JOBS_READ));
        keys.create(key);

        assertThat(keys.revoke(WorkspaceId.DEFAULT, key.id(), NOW.plusSeconds(5)))
                .isTrue();
        assertThat(keys.revoke(WorkspaceId.DEFAULT, key.id(), NOW.plusSeconds(9)))
                .isFalse();

        assertThat(keys.findBySha256(key.sha256()).orElseThrow().revoked()).contains(NOW.plusSeconds(5));
    }

    @Test
    final void aKeyOfAnotherWorkspaceIsNotRevoked() {
        ApiKey key = key("key_1", "aa", NOW, Optional.empty(), Set.of(Scope.JOBS_READ));
        keys.create(key);

        assertThat(keys.revoke(OTHER, key.id(), NOW)).isFalse();
        assertThat(keys.revoke(WorkspaceId.DEFAULT, new KeyId("key_2"), NOW)).isFalse();

        assertThat(keys.findBySha256(key.sha256())).contains(key);
    }

    @Test
    final void oneOfManyRevocationsWins() throws Exception {
        ApiKey key = key("key_1", "aa", NOW, Optional.empty(), Set.of(Scope.JOBS_READ));
        keys.create(key);

        List<Boolean> won = Together.on(8, i -> keys.revoke(WorkspaceId.DEFAULT, key.id(), NOW.plusSeconds(i)));

        assertThat(won).containsOnlyOnce(true);
        assertThat(keys.findBySha256(key.sha256()).orElseThrow().revoked())
                .contains(NOW.plusSeconds(won.indexOf(true)));
    }

    @Test
    final void theNewestIsFirst() {
        ApiKey first = key("key_2", "aa", NOW, Optional.empty(), Set.of(Scope.JOBS_READ));
        ApiKey third = key("key_1", "bb", NOW.plusSeconds(2), Optional.empty(), Set.of(Scope.JOBS_READ));
        ApiKey second = key("key_3", "cc", NOW.plusSeconds(1), Optional.empty(), Set.of(Scope.JOBS_READ));
        List.of(first, third, second).forEach(keys::create);

        assertThat(keys.list(WorkspaceId.DEFAULT)).containsExactly(third, second, first);
        assertThat(keys.list(OTHER)).isEmpty();
    }

    @Test
    final void whatIsDoneToAKeyIsOnRecord() {
        ApiKey key = key("key_1", "aa", NOW, Optional.empty(), Set.of(Scope.JOBS_READ));
        keys.create(key);
        keys.revoke(WorkspaceId.DEFAULT, key.id(), NOW.plusSeconds(5));
        keys.revoke(WorkspaceId.DEFAULT, key.id(), NOW.plusSeconds(9));
        AuditEvent blocked = new AuditEvent(
                NOW.plusSeconds(7), WorkspaceId.DEFAULT, AuditEvent.Kind.ADDRESS_BLOCKED, "10.0.0.1", "wrong keys");
        keys.record(blocked);

        List<AuditEvent> audit = keys.audit(WorkspaceId.DEFAULT, 10);

        assertThat(audit)
                .containsExactly(blocked, AuditEvent.revoked(key, NOW.plusSeconds(5)), AuditEvent.created(key));
        assertThat(audit.toString()).doesNotContain(key.sha256());
        assertThat(keys.audit(WorkspaceId.DEFAULT, 1)).containsExactly(blocked);
        assertThat(keys.audit(OTHER, 10)).isEmpty();
    }

    @Test
    final void aKeyKeepsTheAddressesItIsBoundTo() {
        ApiKey free = key("key_1", "aa", NOW, Optional.empty(), Set.of(Scope.JOBS_READ));
        ApiKey bound = new ApiKey(
                new KeyId("key_2"),
                WorkspaceId.DEFAULT,
                "bound",
                "bb".repeat(32),
                "jg_bb",
                Set.of(Scope.JOBS_READ),
                List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")),
                NOW,
                Optional.empty(),
                Optional.empty());
        keys.create(free);
        keys.create(bound);

        assertThat(keys.findBySha256(free.sha256())).contains(free);
        assertThat(keys.findBySha256(bound.sha256())).contains(bound);
    }

    private static ApiKey key(String id, String hash, Instant created, Optional<Instant> expires, Set<Scope> scopes) {
        return new ApiKey(
                new KeyId(id),
                WorkspaceId.DEFAULT,
                "für " + id,
                hash.repeat(32),
                "jg_" + hash,
                scopes,
                created,
                expires,
                Optional.empty());
    }
}
