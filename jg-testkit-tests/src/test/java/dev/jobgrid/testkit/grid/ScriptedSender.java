package dev.jobgrid.testkit.grid;

import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.callback.CallbackSender;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Receivers of callbacks that answer as a test says, and keep what they got. Single-threaded. */
final class ScriptedSender implements CallbackSender {
    private final Function<CallbackDelivery, CallbackOutcome> script;
    private final List<CallbackDelivery> got = new ArrayList<>();
    private final Set<String> resting = new HashSet<>();

    ScriptedSender(Function<CallbackDelivery, CallbackOutcome> script) {
        this.script = script;
    }

    static CallbackOutcome ok() {
        return status(200);
    }

    static CallbackOutcome status(int status) {
        return CallbackOutcome.answered(status, Optional.empty());
    }

    List<CallbackDelivery> got() {
        return got;
    }

    void rest(String receiver) {
        resting.add(receiver);
    }

    @Override
    public Set<String> resting() {
        return resting;
    }

    @Override
    public CallbackOutcome send(Job job, CallbackDelivery delivery) {
        got.add(delivery);
        return script.apply(delivery);
    }

    @Override
    public void close() {}
}
