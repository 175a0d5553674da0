package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.http.internal.auth.ServiceKeys;
import dev.jobgrid.http.internal.exchange.BaseUrl;
import dev.jobgrid.http.internal.exchange.Tuning;
import dev.jobgrid.http.signing.SigningKeys;
import dev.jobgrid.spi.AccessLog;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Settings of an adapter, checked and immutable. */
public record HttpSettings(
        BaseUrl base,
        SigningKeys keys,
        Authenticator authenticator,
        InstantSource clock,
        HttpLimits limits,
        Tuning tuning,
        ServiceKeys services,
        AccessLog accessLog,
        Optional<Supplier<String>> metrics,
        String home) {}
