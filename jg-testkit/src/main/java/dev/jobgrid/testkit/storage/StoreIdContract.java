package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.spi.store.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link Storage#id}. Extend it and give it two storages. */
public abstract class StoreIdContract {
    private Storage storage;
    private Storage other;

    /** For subclasses. */
    protected StoreIdContract() {}

    /** A storage. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    /** A storage that shares nothing with the first. Called once before each test; closed after it. */
    protected abstract Storage anotherStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        other = anotherStorage();
    }

    @AfterEach
    final void close() {
        other.close();
        storage.close();
    }

    @Test
    final void theIdIsAPartOfABlobsKeyAndStays() {
        String id = storage.id().orElseThrow();

        assertThat(id).matches("[A-Za-z0-9][A-Za-z0-9.-]{15,63}");
        assertThat(storage.id()).contains(id);
    }

    @Test
    final void anotherStoreHasAnotherId() {
        assertThat(other.id()).isPresent().isNotEqualTo(storage.id());
    }
}
