package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.spi.store.InstanceStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The signals that a listener of an {@link InstanceStore} got, as text. Thread-safe. */
final class RecordedSignals implements InstanceStore.Listener {
    private static final long TIMEOUT_SECONDS = 60;

    private final List<String> all = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<String> coming = new LinkedBlockingQueue<>();

    /** All signals so far, in order. */
    List<String> all() {
        return all;
    }

    @Override
    public void workStored() {
        hear("work");
    }

    @Override
    public void changed(JobRef job) {
        hear("changed " + job);
    }

    private void hear(String signal) {
        all.add(signal);
        coming.add(signal);
    }

    /** Waits for the signal; others may come before it. */
    void await(String wanted) throws InterruptedException {
        String signal = "";
        while (!wanted.equals(signal)) {
            signal = coming.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            assertThat(signal).as("'%s' within %s s", wanted, TIMEOUT_SECONDS).isNotNull();
        }
    }
}
