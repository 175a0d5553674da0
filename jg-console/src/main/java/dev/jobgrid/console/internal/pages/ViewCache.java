package dev.jobgrid.console.internal.pages;

import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Views that many open pages show, each made once in a while for all of them, and forgotten soon after the last one asked.
 * Thread-safe; a thread that asks for a view while another makes it waits for that.
 */
public final class ViewCache {
    /** How long a view that nobody asks for is kept. */
    private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

    /** Beyond it those that were asked for longest ago go: a filter is a view of its own. */
    private static final int MOST = 400;

    private final Map<Key, Slot> slots = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    ViewCache(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Which view.
     *
     * @param workspace whose it is: nobody of another one gets it
     * @param page what it is
     * @param about which of its kind: a filter, a job
     */
    record Key(WorkspaceId workspace, String page, String about) {}

    /** A view, once it is made. */
    private static final class Slot {
        private Optional<Object> value = Optional.empty();
        private long madeAt;
        private volatile long askedAt;

        Slot(long now) {
            askedAt = now;
        }
    }

    /**
     * The view, made again if it is older than that.
     *
     * @param type of the view
     * @param make makes it, given the one before if there is one
     */
    <V> V get(Key key, Class<V> type, Duration fresh, Function<Optional<V>, V> make) {
        long now = nanoTime.getAsLong();
        forgetIdle(now);
        Slot slot = slots.computeIfAbsent(key, none -> new Slot(now));
        slot.askedAt = now;
        synchronized (slot) {
            Optional<V> before = slot.value.map(type::cast);
            if (before.isPresent() && nanoTime.getAsLong() - slot.madeAt < fresh.toNanos()) {
                return before.get();
            }
            V made = make.apply(before);
            slot.value = Optional.of(made);
            slot.madeAt = nanoTime.getAsLong();
            return made;
        }
    }

    /** Forgets the views of a workspace, of which something was changed here. */
    void forget(WorkspaceId workspace) {
        slots.keySet().removeIf(key -> key.workspace().equals(workspace));
    }

    /** How many views are kept. */
    int size() {
        return slots.size();
    }

    private void forgetIdle(long now) {
        slots.values().removeIf(slot -> now - slot.askedAt > IDLE_NANOS);
        if (slots.size() > MOST) {
            List<Map.Entry<Key, Slot>> oldest = slots.entrySet().stream()
                    .sorted(Comparator.comparingLong(entry -> entry.getValue().askedAt - now))
                    .limit(slots.size() - MOST)
                    .toList();
            oldest.forEach(entry -> slots.remove(entry.getKey(), entry.getValue()));
        }
    }
}
