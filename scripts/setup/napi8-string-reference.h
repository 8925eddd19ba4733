// Before Node-API 10 a persistent reference can hold only an object, a function or a symbol; the SQLite binding keeps
// references to strings. This header is put before every C++ file of the binding when it is compiled for an older
// runtime: a reference to a string becomes a reference to a one-element array that holds the string.
#pragma once
#include <napi.h>

namespace Napi {

template <>
inline Reference<String> Reference<String>::New(const String& value, uint32_t initialRefcount) {
  napi_env env = value.Env();
  napi_value text = value;
  if (text == nullptr) return Reference<String>(env, nullptr);

  HandleScope scope(env);
  napi_value holder;
  napi_status status = napi_create_array_with_length(env, 1, &holder);
  NAPI_THROW_IF_FAILED(env, status, Reference<String>());
  status = napi_set_element(env, holder, 0, text);
  NAPI_THROW_IF_FAILED(env, status, Reference<String>());

  napi_ref ref;
  status = napi_create_reference(env, holder, initialRefcount, &ref);
  NAPI_THROW_IF_FAILED(env, status, Reference<String>());
  return Reference<String>(env, ref);
}

template <>
inline String Reference<String>::Value() const {
  if (_ref == nullptr) return String(_env, nullptr);

  napi_value holder;
  napi_status status = napi_get_reference_value(_env, _ref, &holder);
  NAPI_THROW_IF_FAILED(_env, status, String());
  napi_value text;
  status = napi_get_element(_env, holder, 0, &text);
  NAPI_THROW_IF_FAILED(_env, status, String());
  return String(_env, text);
}

// Reset(value) would make a plain reference to the string, which older runtimes refuse: nothing may call it.
template <>
void Reference<String>::Reset(const String& value, uint32_t refcount) = delete;

}  // namespace Napi
