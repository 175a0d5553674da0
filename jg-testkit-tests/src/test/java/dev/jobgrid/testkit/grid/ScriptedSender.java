package dev.jobgrid.testkit.grid;

import dev.jobgrid.callbacks.CallbackResponse;
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
    private final Function<CallbackDelivery, CallbackResponse> script;
    private final List<CallbackDelivery> got = new ArrayList<>();
    private final Set<String> resting = new HashSet<>();

    ScriptedSender(Function<CallbackDelivery, CallbackResponse> script) {
        this.script = script;
    }

    static CallbackResponse ok() {
        return status(200);
    }

    static CallbackResponse status(int status) {
        return CallbackResponse.answered(status, Optional.empty());
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
    public CallbackResponse send(Job job, CallbackDelivery delivery) {
        got.add(delivery);
        return script.apply(delivery);
    }

    @Override
    public void close() {}
}
