package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.SigningKey;
import dev.jobgrid.spi.store.SigningKeyStore;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Signing keys by number. Thread-safe. */
final class MemorySigningKeyStore implements SigningKeyStore {
    private final SortedMap<Integer, SigningKey> keys = new TreeMap<>();

    @Override
    public synchronized List<SigningKey> list() {
        return List.copyOf(keys.values());
    }

    @Override
    public synchronized boolean add(SigningKey key) {
        return keys.putIfAbsent(key.number(), key) == null;
    }

    @Override
    public synchronized void removeBefore(int number) {
        keys.headMap(number).clear();
    }
}
