package dev.jobgrid.executor.docker.internal.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DefaultDockerCmdExecFactory;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import com.github.dockerjava.core.command.CreateContainerCmdImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Docker Java's commands. Its own settings would read the environment, and the registry logins of the user that the JVM runs
 * as; these are none but the version.
 */
public final class EngineCommands implements DockerClientConfig {
    // The oldest that Engine 29 supports, and the newest of Engine 25.
    private static final RemoteApiVersion VERSION = RemoteApiVersion.VERSION_1_44;

    /** Before the path of a request that has no command. */
    public static final String PATH = "/" + VERSION.asWebPathPart();

    private static final EngineCommands SETTINGS = new EngineCommands();

    private EngineCommands() {}

    /** All commands but the one that creates a container. */
    public static DockerClient over(DockerHttpClient transport) {
        return DockerClientImpl.getInstance(SETTINGS, transport);
    }

    /** The command that creates a container. */
    public static CreateContainerCmd create(DockerHttpClient transport, String image) {
        DefaultDockerCmdExecFactory commands = new DefaultDockerCmdExecFactory(transport, EngineJson.MAPPER);
        commands.init(SETTINGS);
        return new Creation(commands.createCreateContainerCmdExec(), image);
    }

    /** Docker Java logs each command that it runs, and this one has the job's environment. */
    private static final class Creation extends CreateContainerCmdImpl {
        private Creation(CreateContainerCmd.Exec execution, String image) {
            super(execution, null, image);
        }

        @Override
        public String toString() {
            return "create " + getName();
        }
    }

    @Override
    public RemoteApiVersion getApiVersion() {
        return VERSION;
    }

    @Override
    public ObjectMapper getObjectMapper() {
        return EngineJson.MAPPER;
    }

    @Override
    public @Nullable URI getDockerHost() {
        return null;
    }

    @Override
    @SuppressWarnings("deprecation")
    public @Nullable SSLConfig getSSLConfig() {
        return null;
    }

    @Override
    public @Nullable String getRegistryUsername() {
        return null;
    }

    @Override
    public @Nullable String getRegistryPassword() {
        return null;
    }

    @Override
    public @Nullable String getRegistryEmail() {
        return null;
    }

    @Override
    public @Nullable String getRegistryUrl() {
        return null;
    }

    @Override
    public @Nullable AuthConfig effectiveAuthConfig(String image) {
        return null;
    }

    @Override
    public @Nullable AuthConfigurations getAuthConfigurations() {
        return null;
    }
}
