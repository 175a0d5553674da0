package dev.jobgrid.http.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.StorageAdmin;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.signing.UrlSigner.Grant;
import dev.jobgrid.http.signing.UrlSigner.Verdict;
import dev.jobgrid.spi.store.SigningKey;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.testkit.storage.MemoryStorage;
import dev.jobgrid.testkit.storage.OutageStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
    private static final Instant NOW = Instant.parse("2026-06-11T12:00:00Z");
    private static final Grant GRANT = new Grant("GET", "/a", "a");

    private final MemoryStorage storage = new MemoryStorage();
    private final SigningKeyStore store = storage.signingKeys();
    private final StorageAdmin admin = StorageAdmin.of(storage, InstantSource.system());
    private final AtomicLong nanos = new AtomicLong();

    private static boolean accepts(SigningKeys verifier, SigningKeys signer) {
        SignatureQuery query = new UrlSigner(signer).sign(GRANT, NOW.plusSeconds(1));
        return new UrlSigner(verifier).verify(GRANT, query, NOW) == Verdict.VALID;
    }

    private SigningKeys keys() {
        return SigningKeys.in(store, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void processesThatStartAtOnceOnAStoreEndWithTheSameKey() {
        List<String> ids = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> keys().newest().id())
                .toList();

        assertThat(ids).hasSize(8).containsOnly(store.list().get(0).id());
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void aKeyThatReplacedOneIsAcceptedAtOnceAndSignsWithinAMinute() {
        SigningKeys one = keys();
        SigningKeys other = keys();
        SigningKeys old = SigningKeys.of(List.of(other.newest()));
        assertThat(accepts(one, other)).isTrue();
        pass(Duration.ofSeconds(1));

        String replacing = admin.replaceSigningKey(false);

        SigningKeys fresh = keys();
        assertThat(fresh.newest().id()).isEqualTo(replacing);
        assertThat(accepts(one, fresh)).isTrue();
        assertThat(accepts(other, one)).isTrue();
        assertThat(accepts(one, old)).isTrue();
        pass(Duration.ofMinutes(1));
        assertThat(other.newest().id()).isEqualTo(replacing);
        assertThat(accepts(other, old)).isTrue();

        admin.replaceSigningKey(false);

        pass(Duration.ofMinutes(1));
        assertThat(accepts(other, fresh)).isTrue();
        assertThat(accepts(other, old)).isFalse();
    }

    @Test
    void aKeyThatIsRevokedIsRefusedAfterAMinute() {
        SigningKeys one = keys();
        SigningKeys old = SigningKeys.of(List.of(one.newest()));

        admin.replaceSigningKey(true);

        pass(Duration.ofMinutes(1));
        assertThat(accepts(one, old)).isFalse();
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void anIdOfNobodysReadsTheStoreOnceASecond() {
        SigningKeys keys = keys();
        keys.newest();
        SigningKey added = SigningKey.random(2);
        store.add(added);

        assertThat(keys.find(added.id())).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(keys.find(added.id())).isPresent();
    }

    @Test
    void whileTheStoreIsAwayTheKeysOfBeforeAreGood() {
        OutageStorage outage = new OutageStorage(storage);
        SigningKeys known = SigningKeys.in(outage.storage().signingKeys(), nanos::get);
        String id = known.newest().id();
        outage.away(true);
        pass(Duration.ofMinutes(2));

        assertThat(known.newest().id()).isEqualTo(id);
        assertThatThrownBy(() -> SigningKeys.in(outage.storage().signingKeys()).newest())
                .isInstanceOf(JobGridException.class);
    }

    @Test
    void printingShowsNoSecret() {
        SigningKeys keys = keys();
        SigningKey key = keys.newest();

        assertThat(keys.toString()).isEqualTo("SigningKeys[" + key.id() + "]");
        assertThat(key.toString()).doesNotContain(key.secret().value());
    }
}
