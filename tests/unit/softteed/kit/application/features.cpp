// SPDX-License-Identifier: BSD-2-Clause
/* What an application in C++ needs of its surroundings */
#include <application.h>
#include <kit_linked.h>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

class counted {
public:
	counted() { count++; }
	~counted() { count--; }
	static int count;
};

int counted::count;
counted global;

int caught(int number)
{
	try {
		counted local;

		kit_linked_throw(number);
	} catch (const std::out_of_range &error) {
		return std::string(error.what()) == "from a library" ? 1 : -1;
	} catch (int thrown) {
		return thrown;
	}
	return 0;
}

} // namespace

TEE_Result catch_exceptions(void)
{
	return caught(0) == 0 && caught(-1) == 1 && caught(5) == 5 && counted::count == 1 ?
	       TEE_SUCCESS : TEE_ERROR_GENERIC;
}

TEE_Result check_constructors(void)
{
	std::unique_ptr<counted> one(new counted);

	return counted::count == 2 ? TEE_SUCCESS : TEE_ERROR_GENERIC;
}
