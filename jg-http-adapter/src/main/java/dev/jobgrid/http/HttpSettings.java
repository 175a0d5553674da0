package dev.jobgrid.http;

import dev.jobgrid.http.signing.SigningKeys;
import java.time.InstantSource;

/** What an embedder set about an adapter, checked and frozen. */
record HttpSettings(
        BaseUrl base,
        SigningKeys keys,
        Authenticator authenticator,
        InstantSource clock,
        HttpLimits limits,
        ServiceKeys services) {}
