package dev.jobgrid.internal.plugins;

import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.callback.CallbackSender;
import java.util.Optional;
import java.util.Set;

/** The sender that {@link GuardedPlugins#callbackSender} describes. Thread-safe if its sender is. */
record GuardedSender(PluginGuard plugin, CallbackSender sender, Waits waits) implements CallbackSender {
    @Override
    public Set<String> resting() {
        try {
            return plugin.call("resting", waits.decision(), () -> Set.copyOf(sender.resting()));
        } catch (JobGridException e) {
            return Set.of();
        }
    }

    @Override
    public CallbackOutcome send(Job job, CallbackDelivery delivery) {
        try {
            return plugin.call("send", waits.send(), () -> sender.send(job, delivery));
        } catch (JobGridException e) {
            return CallbackOutcome.failed("the sender failed with an internal error");
        }
    }

    @Override
    public Optional<String> undeliverableReason(CallbackTarget target) {
        try {
            return plugin.callHere("undeliverableReason", waits.decision(), () -> sender.undeliverableReason(target));
        } catch (JobGridException e) {
            // The client only misses a warning.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            plugin.run("close", waits.decision(), sender::close);
        } catch (JobGridException e) {
            // Logged; the rest of the grid is still closed.
        }
    }
}
