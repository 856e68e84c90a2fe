import socket
from contextlib import closing

import httpx
import pytest

from assistant.cli.serve import listen
from assistant.settings import Settings
from retrieval.database import open_store
from retrieval.errors import BadSetting
from retrieval.people.accounts import add_first_admin


def test_a_taken_port_is_refused_with_another_one_named(home: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadSetting) as raised:
            listen(home.model_copy(update={"port": port}))
    assert (raised.value.code, raised.value.details["port"]) == ("port_taken", port)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.com"])
def test_other_machines_are_not_served_without_being_asked_for(home: Settings, host: str) -> None:
    with pytest.raises(BadSetting) as raised:
        listen(home.model_copy(update={"host": host}))
    assert raised.value.code == "not_loopback"


def test_other_machines_are_served_once_there_are_accounts(home: Settings) -> None:
    with closing(open_store(home.store_url, "UTC", home.secret_file)) as store:
        add_first_admin(store, "ada", "plum tart with custard", 0)
    with listen(home.model_copy(update={"host": "0.0.0.0", "port": 0})) as listener:
        assert listener.getsockname()[0] == "0.0.0.0"


def test_an_address_of_another_machine_cannot_be_served_on(home: Settings) -> None:
    with pytest.raises(BadSetting) as raised:
        listen(home.model_copy(update={"host": "192.0.2.1", "port": 0, "allow_remote": True}))
    assert raised.value.code == "address_refused"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_served(home: Settings, host: str) -> None:
    with listen(home.model_copy(update={"host": host, "port": 0})) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_the_command_serves_and_stops_when_told(home: Settings) -> None:
    """The command as people run it, in a process of its own."""
    import os
    import signal
    import subprocess
    import sys

    program = [sys.executable, "-c", "from assistant.cli.main import main; main()", "serve"]
    environment = {**os.environ, "LANG": "en_US.UTF-8", "PYTHONUNBUFFERED": "1"}
    options = ["--home", str(home.home), "--port", "0"]
    with subprocess.Popen([*program, *options], stderr=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stderr
        said = run.stderr.readline()
        url = said.split(" at ")[1].split()[0]
        with httpx.Client(transport=httpx.HTTPTransport(retries=3), timeout=60) as client:
            assert client.get(f"{url}/healthz").json() == {"status": "ok"}
        run.send_signal(signal.SIGINT)
        assert run.wait(30) in (0, 130, -signal.SIGINT)
