package dev.jobgrid.http;

import dev.jobgrid.http.signing.SigningKeys;
import dev.jobgrid.spi.AccessLog;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** What an embedder set about an adapter, checked and frozen. */
record HttpSettings(
        BaseUrl base,
        SigningKeys keys,
        Authenticator authenticator,
        InstantSource clock,
        HttpLimits limits,
        Tuning tuning,
        ServiceKeys services,
        AccessLog accessLog,
        Optional<Supplier<String>> metrics) {}
