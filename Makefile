# 每个目标自己装好需要的东西(装在 .venv 里,没有变化就不重装)。 Every target sets up what it needs in .venv.
# PYTHON=python3.13 make …   换一个 Python(3.11 至 3.14) / another Python

PYTHON ?= python3
VENV   ?= .venv
ARGS   ?=
WORKERS ?= 2
RECORDS ?= 100000

PY  := $(VENV)/bin/python
PIP := $(PY) -m pip install -q -q --disable-pip-version-check --require-hashes

RUNTIME := $(VENV)/.installed-runtime
DEV     := $(VENV)/.installed-dev
BENCH   := $(VENV)/.installed-bench

# Tests load this program many times: it is compiled once, also where the environment says not to keep that.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo chat test check format messages pictures faults bench pins clean

help:  ## 说明(就是这一页) / this page
	@awk -F ':.*## ' '/^[a-z.]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(RUNTIME)  ## 只安装(给使用者) / set-up alone, for those who run the bot
	@echo "装好了。运行 / now run: $(VENV)/bin/studio-bot --help"

demo: $(RUNTIME)  ## 浏览器里的三部手机,不需要账号 / three phones in a browser, no account
	@$(VENV)/bin/studio-bot demo $(ARGS)

chat: $(RUNTIME)  ## 终端里聊 / the same in a terminal
	@$(VENV)/bin/studio-bot chat $(ARGS)

test: $(DEV)  ## 全部测试 / all tests
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(DEV)  ## 格式、类型、楼层规矩 / format, types, floors
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(PY) -m pytest -q tests/test_floors.py

format: $(DEV)  ## 改好格式 / put the format right
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

messages: $(DEV)  ## 把新的话收进译文文件 / bring the catalogues to the code
	$(PY) -m tests.messages

pictures: $(DEV)  ## 重画手册里的图 / the manuals' pictures anew
	$(PY) -m tests.browser.pictures

faults: $(DEV)  ## 拔电源:随时 kill -9,不丢不重 / kill -9 at any moment: nothing lost, nothing done twice
	$(PY) -m tests.faults $(ARGS)

bench: $(BENCH)  ## 速度,与别的库同场比 / speed, against others in the same run
	$(PY) -m tests.bench.bench_flow $(ARGS)
	$(PY) -m tests.bench.bench_send
	$(PY) -m tests.bench.bench_reminders
	$(PY) -m tests.bench.bench_mailings
	$(PY) -m tests.bench.bench_enrol
	$(PY) -m tests.bench.bench_search --records $(RECORDS)

config.example.toml: bot/config.py bot/config_kinds.py | $(RUNTIME)
	$(PY) -c "from bot.config import example; print(example(), end='')" > $@

pins: | $(DEV)  ## 更新固定的版本(给维护者) / renew the pinned versions
	$(PY) -m pip install --quiet uv
	$(PIN) pyproject.toml --group build -o requirements.txt
	$(PIN) pyproject.toml --group build --group dev -c requirements.txt -o requirements-dev.txt
	$(PIN) pyproject.toml --group build --group bench -c requirements-dev.txt -o requirements-bench.txt

PIN = $(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make pins"

clean:  ## 删掉装的和生成的 / remove what was installed and made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An existing .venv is used as it is, if its Python will do.
$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "需要 Python 3.11 或更新,而 $(PYTHON) 是 $$($(PYTHON) --version 2>&1)。请安装新的 Python,或指定它:make $(MAKECMDGOALS) PYTHON=python3.12"; \
	  echo "Python 3.11 or newer is needed; name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; } >&2
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "建不了 $(VENV)。Debian 和 Ubuntu 请先执行:sudo apt-get install python3-venv" >&2; exit 1; }

$(RUNTIME): requirements.txt pyproject.toml | $(PY)
	@$(call usable)
	@echo "正在安装(第一次约半分钟)… / installing …"
	@$(PIP) -r requirements.txt
	@$(call package)
	@touch $@

$(DEV): requirements-dev.txt pyproject.toml | $(PY)
	@$(call usable)
	@echo "正在安装测试工具 … / installing the test tools …"
	@$(PIP) -r requirements-dev.txt
	@$(call package)
	@touch $@ $(RUNTIME)

$(BENCH): requirements-bench.txt $(DEV)
	@$(PIP) -r requirements-bench.txt
	@touch $@

usable = $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "$(VENV) 里的 Python 太旧。请执行 make clean 再来一次。 / The Python in $(VENV) is too old: make clean, then again." >&2; exit 1; }
package = $(PY) -m pip install -q -q --disable-pip-version-check --no-build-isolation --no-deps --editable .
