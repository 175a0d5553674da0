package dev.jobgrid.executor.docker.internal.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.DockerClientDelegate;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.DefaultDockerCmdExecFactory;
import com.github.dockerjava.core.DockerClientConfigDelegate;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.command.CreateContainerCmdImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import org.jspecify.annotations.Nullable;

/** Docker Java's commands over one transport. */
public final class EngineCommands extends DockerClientDelegate {
    // The oldest that Engine 29 supports, and the newest of Engine 25.
    private static final RemoteApiVersion VERSION = RemoteApiVersion.VERSION_1_44;

    /** Before the path of a request that has no command. */
    public static final String PATH = "/" + VERSION.asWebPathPart();

    private static final Settings SETTINGS = new Settings();

    private final DockerHttpClient transport;

    EngineCommands(DockerHttpClient transport) {
        this.transport = transport;
    }

    @Override
    protected DockerClient getDockerClient() {
        return DockerClientImpl.getInstance(SETTINGS, transport);
    }

    @Override
    public CreateContainerCmd createContainerCmd(String image) {
        DefaultDockerCmdExecFactory commands = new DefaultDockerCmdExecFactory(transport, EngineJson.MAPPER);
        commands.init(SETTINGS);
        return new Creation(commands.createCreateContainerCmdExec(), image);
    }

    /** All that the commands use. The library's own settings read the environment and the login files of the JVM's user. */
    private static final class Settings extends DockerClientConfigDelegate {
        private Settings() {
            super(null);
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
        public @Nullable AuthConfig effectiveAuthConfig(String image) {
            return null;
        }
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
}
