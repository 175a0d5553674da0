package dev.jobgrid.samples.cli;

import dev.jobgrid.executor.docker.DockerEngine;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which Docker Engine a command is about. */
final class DockerOptions {
    // What the option without an address stands for.
    private static final String LOCAL = "local";

    @Option(
            names = "--docker",
            arity = "0..1",
            paramLabel = "ADDRESS",
            fallbackValue = LOCAL,
            converter = EngineConverter.class,
            description = {
                "Runs jobs as containers of the Docker Engine at unix:///PATH or tcp://HOST:PORT; without an address that of"
                        + " the docker command: DOCKER_HOST with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, else the usual"
                        + " socket."
            })
    private @Nullable DockerEngine engine;

    Optional<DockerEngine> engine() {
        return Optional.ofNullable(engine);
    }

    /** Reads addresses. */
    static final class EngineConverter implements ITypeConverter<DockerEngine> {
        @Override
        public DockerEngine convert(String value) {
            try {
                return value.equals(LOCAL) ? DockerEngine.local() : DockerEngine.at("local", value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
