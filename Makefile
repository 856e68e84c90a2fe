# Everything one does with this project. Python 3.11 (or newer) and make are all it needs: each target
# makes what it stands on. `make help` lists the targets.

PYTHON ?= python3.11
PORT ?= 8000
BIN := .venv/bin
LOCKS := requirements/install.py requirements/bootstrap.lock pyproject.toml

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-extras lint types evals evals-search evals-understanding evals-injection evals-loop evals-themes train bench crash peers lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run ## set up, import the sample feedback once, serve the chat page on 127.0.0.1:$(PORT)
	@$(BIN)/feedback sample
	@exec $(BIN)/feedback serve --port $(PORT)

test: .venv/.test ## set up and run every test that needs no PyTorch, on every core
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

test-extras: .venv-extras/.extras ## run the tests of the sentence-transformers extra, in .venv-extras
	@.venv-extras/bin/python -m pytest -m extras tests/extras $(ARGS)

lint: .venv/.test ## ruff: rules and form
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: .venv/.test ## mypy, strict, tests included
	@$(BIN)/mypy
	@$(BIN)/mypy requirements/*.py

evals: .venv/.test ## questions with known answers: what is owed, shares, what got worse
	@$(BIN)/python -m evals run $(ARGS)

evals-understanding: .venv/.test ## privacy, sentiment, intent, topics and the rest on labelled sets (long)
	@$(BIN)/python -m evals.understanding $(ARGS)

evals-injection: .venv/.test ## a model that obeys feedback: what it gets out, and what it would undefended
	@$(BIN)/python -m evals.injection $(ARGS)

evals-loop: .venv/.test ## the closed loop: crashes, races, audit, deadlines, same issues, cases, drafts, receivers (long)
	@for each in audit deadlines same_issue cases drafts webhooks races framework crash; do \
		$(BIN)/python -m evals.loop.$$each || exit 1; done

evals-themes: .venv/.test .venv-peers/.peers ## themes beside people's labels and BERTopic; ids, changes, opportunities, speed (long)
	@for each in labels stability names weekly planted changes opportunities sizes bench; do \
		$(BIN)/python -m evals.themes.$$each || exit 1; done

train: .venv/.test ## train the models of retrieval/understanding/models again, with their cards
	@$(BIN)/python -m evals.training $(ARGS)

evals-search: .venv/.test ## hybrid search beside words alone and vectors alone
	@$(BIN)/python -m evals.search $(ARGS)

bench: .venv/.test ## speeds and sizes, each beside what it is measured against
	@$(BIN)/python -m evals.bench $(ARGS)

crash: .venv/.test ## kill -9 during import and indexing; nothing may be lost or doubled
	@$(BIN)/python -m evals.crash $(ARGS)

peers: .venv-peers/.peers ## the assistant beside plain retrieval and a SQL agent; ARGS="--model-url URL"
	@.venv-peers/bin/python -m evals.peers $(ARGS)

lock: .venv/.test ## pin the newest versions pyproject.toml allows
	@$(BIN)/python requirements/lock.py

clean: ## remove the environments and caches; the data home stays
	rm -rf .venv .venv-extras .venv-peers .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

# Set-up. A stamp file says that an environment holds its lock; it is made again when the lock changes.

.venv/.run: requirements/run.lock $(LOCKS)
	@echo "Setting up .venv to run"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python requirements/install.py run
	@touch $@

.venv/.test: requirements/test.lock $(LOCKS)
	@echo "Setting up .venv to run and test"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python requirements/install.py test
	@touch $@ .venv/.run

.venv-extras/.extras: requirements/extras.lock $(LOCKS)
	@echo "Setting up .venv-extras to test sentence-transformers"
	@test -x .venv-extras/bin/python || $(PYTHON) -m venv .venv-extras
	@.venv-extras/bin/python requirements/install.py extras
	@touch $@

.venv-peers/.peers: requirements/peers.lock $(LOCKS)
	@echo "Setting up .venv-peers to compare with other ways"
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python requirements/install.py peers
	@touch $@
