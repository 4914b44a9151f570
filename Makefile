# Thin: every command lives in tools/dev.py, which needs only Python 3.
DEV = python3 tools/dev.py

.DEFAULT_GOAL := help
.PHONY: help setup run test test-host test-uninstall lint i18n bench shell stop clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile
	@echo "AD_DB_SUFFIX=x gives a command databases of its own, to run beside another."

setup: ## fetch Odoo, its Python packages and a private PostgreSQL server
	@$(DEV) setup

run: ## serve the addon with demo data on 127.0.0.1 (PORT=8069, FRESH=1 starts anew)
	@$(DEV) run $(if $(PORT),--port $(PORT)) $(if $(FRESH),--fresh)

test: ## run the tests (TAGS=/ad_sales_ops:TestName, UPDATE=1 reuses the database)
	@$(DEV) test $(if $(TAGS),--tags '$(TAGS)') $(if $(UPDATE),--update)

test-host: ## compare the results of Odoo's own sales tests without and with the addon
	@$(DEV) test-host

test-uninstall: ## install with demo data, update, uninstall: nothing may stay behind
	@$(DEV) test-uninstall

lint: ## check style, XML, translations and the length of methods
	@$(DEV) lint

i18n: ## bring ad_sales_ops.pot and zh_CN.po up to the present texts
	@$(DEV) i18n

bench: ## run the measurements in tools/bench_*.py (ONLY=name for one of them)
	@$(DEV) bench $(ONLY)

shell: ## open a Python prompt inside Odoo on the database of `make run`
	@$(DEV) shell

stop: ## stop the private PostgreSQL server
	@$(DEV) stop

clean: ## remove the databases, the PostgreSQL server and everything fetched
	@$(DEV) clean
