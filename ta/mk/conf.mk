# SPDX-License-Identifier: BSD-2-Clause
#
# Configuration of softteed's dev kit, which makefiles may read before they include
# ta_dev_kit.mk. Anything here can be set on make's command line.

ta-dev-kit-dir := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/..)

# The processor that the code is for, as sub.mk files ask for it; OP-TEE's are ta_arm32, …
sm := ta_softteed
ta-target := ta_softteed
COMPILER := gcc

CFG_TEE_TA_LOG_LEVEL ?= 1
CFG_TA_FLOAT_SUPPORT ?= y
