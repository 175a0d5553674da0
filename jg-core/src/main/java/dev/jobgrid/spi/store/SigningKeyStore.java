package dev.jobgrid.spi.store;

import java.util.List;

/**
 * The keys that sign URLs of a store's uploads and downloads. Thread-safe; all methods block on the store, and throw
 * {@link dev.jobgrid.errors.JobGridException} STORE_UNAVAILABLE or INTERNAL_ERROR if it fails.
 */
public interface SigningKeyStore {
    /** All keys by their numbers, the one that signs last. */
    List<SigningKey> list();

    /** Adds a key; false if there is one with its number. */
    boolean add(SigningKey key);

    /** Removes the keys with lower numbers. */
    void removeBefore(int number);
}
