package dev.jobgrid.http.callback;

import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.callbacks.CallbackSignature;
import dev.jobgrid.errors.SettingCheck;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Builds a {@link HttpCallbackSender}. Single-threaded. */
public final class HttpCallbackSenderBuilder {
    private Optional<CallbackSignature> signature = Optional.empty();
    private List<AddressRange> allowed = List.of();
    private boolean developmentMode;
    private HostResolver resolver = HostResolver.SYSTEM;
    private Optional<SSLContext> tls = Optional.empty();
    private HttpCallbackSender.Times times = HttpCallbackSender.Times.DEFAULT;
    private Supplier<ScheduledExecutorService> timer = HttpCallbackSender::timer;
    private InstantSource clock = InstantSource.system();

    HttpCallbackSenderBuilder() {}

    /**
     * Signs callbacks with a secret that their receivers know; unsigned unless set.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public HttpCallbackSenderBuilder signingSecret(Secret value) {
        signature = Optional.of(new CallbackSignature(SettingCheck.present("signingSecret", value)));
        return this;
    }

    /**
     * Addresses that callbacks may go to although they are not public: "10.1.0.0/16". Anyone who can submit a job can
     * make the grid send a POST there.
     *
     * @throws IllegalArgumentException if one is neither an address nor a range
     */
    public HttpCallbackSenderBuilder allowAddresses(String... ranges) {
        allowed = Stream.of(SettingCheck.present("allowAddresses", ranges))
                .map(AddressRange::parse)
                .toList();
        return this;
    }

    /** Whether callbacks may go to this machine, by the names localhost, 127.0.0.1 and [::1]; not unless set. */
    public HttpCallbackSenderBuilder developmentMode(boolean value) {
        developmentMode = value;
        return this;
    }

    /** Finds receivers' addresses; the system unless set. */
    public HttpCallbackSenderBuilder resolver(HostResolver value) {
        resolver = SettingCheck.present("resolver", value);
        return this;
    }

    /** Trusted certificates; the JVM's unless set. Host names are always verified. */
    public HttpCallbackSenderBuilder tls(SSLContext value) {
        tls = Optional.of(SettingCheck.present("tls", value));
        return this;
    }

    /** The wall clock; the system's unless set. */
    public HttpCallbackSenderBuilder clock(InstantSource value) {
        clock = SettingCheck.present("clock", value);
        return this;
    }

    /** For tests, without aborts. */
    HttpCallbackSenderBuilder times(HttpCallbackSender.Times value) {
        times = value;
        return this;
    }

    /** For tests, without waits. */
    HttpCallbackSenderBuilder timer(ScheduledExecutorService value) {
        timer = () -> value;
        return this;
    }

    /** The sender. */
    public HttpCallbackSender build() {
        return new HttpCallbackSender(new HttpCallbackSender.Settings(
                signature, new AddressRules(allowed, developmentMode), resolver, tls, times, timer.get(), clock));
    }
}
