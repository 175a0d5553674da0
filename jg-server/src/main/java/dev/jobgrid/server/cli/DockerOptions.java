package dev.jobgrid.server.cli;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.server.ServerSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options that name Docker Engines. */
final class DockerOptions {
    // The value of the option without an address, and the name of an Engine without one.
    private static final String LOCAL = "local";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--docker",
            arity = "0..1",
            paramLabel = "[NAME=]ADDRESS",
            fallbackValue = LOCAL,
            converter = EngineConverter.class,
            description = "Run jobs as containers of the Docker Engine at unix:///PATH or tcp://HOST:PORT."
                    + " Without an address: the Engine of the docker command, by DOCKER_HOST,"
                    + " DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or the default socket. Repeatable with names:"
                    + " --docker a=unix:///PATH.")
    private List<DockerEngine> engines = new ArrayList<>();

    List<DockerEngine> engines() {
        return and(List.of());
    }

    /** These Engines, and others that were named elsewhere. */
    List<DockerEngine> and(List<DockerEngine> others) {
        List<DockerEngine> all =
                Stream.concat(engines.stream(), others.stream()).toList();
        Set<String> names = new HashSet<>();
        for (DockerEngine engine : all) {
            if (!names.add(engine.name())) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Invalid value for option '--docker': two Engines are named '" + engine.name()
                                + "'; name them: --docker NAME=" + engine.uri());
            }
        }
        return all;
    }

    /** Containers instead of processes, if an Engine was named. */
    Optional<ServerSettings.Docker> containers(PullPolicy pull) {
        return containers(engines(), pull);
    }

    static Optional<ServerSettings.Docker> containers(List<DockerEngine> engines, PullPolicy pull) {
        return engines.isEmpty() ? Optional.empty() : Optional.of(new ServerSettings.Docker(engines, pull));
    }

    /** Reads addresses. */
    static final class EngineConverter implements ITypeConverter<DockerEngine> {
        private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9._-]+)=(.*)");

        @Override
        public DockerEngine convert(String value) {
            Matcher named = NAMED.matcher(value);
            try {
                if (named.matches()) {
                    return DockerEngine.at(named.group(1), named.group(2));
                }
                return value.equals(LOCAL) ? DockerEngine.local() : DockerEngine.at(LOCAL, value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
