package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.spi.store.SigningKey;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.spi.store.Storage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link SigningKeyStore}. Extend it and give it a storage. */
public abstract class SigningKeyStoreContract {
    private Storage storage;
    private SigningKeyStore keys;

    /** For subclasses. */
    protected SigningKeyStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        keys = storage.signingKeys();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void keysAreListedByNumberAsTheyWereAdded() {
        SigningKey first = SigningKey.random(1);
        SigningKey second = SigningKey.random(2);
        assertThat(keys.list()).isEmpty();

        assertThat(keys.add(second)).isTrue();
        assertThat(keys.add(first)).isTrue();

        assertThat(keys.list()).containsExactly(first, second);
        assertThat(first.toString())
                .contains(first.id())
                .doesNotContain(first.secret().value());
    }

    @Test
    final void ofKeysThatAreAddedAtOnceUnderANumberOneIsKept() throws Exception {
        List<Boolean> added = Together.on(8, i -> keys.add(SigningKey.random(1)));

        assertThat(added).containsOnlyOnce(true);
        assertThat(keys.list()).hasSize(1);
    }

    @Test
    final void olderKeysAreRemoved() {
        for (int number = 1; number <= 3; number++) {
            keys.add(SigningKey.random(number));
        }

        keys.removeBefore(3);

        assertThat(keys.list()).extracting(SigningKey::number).containsExactly(3);
    }
}
